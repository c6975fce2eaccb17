package dev.spillway.core;

/** Urgency, lowest first. In the contract, and without effect so far. */
public enum Priority {
    LOW,
    NORMAL,
    HIGH,
    CRITICAL
}
