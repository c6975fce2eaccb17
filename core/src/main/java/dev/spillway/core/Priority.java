package dev.spillway.core;

/** Urgency, least first: under overload the lower ones are shed before the higher ones. */
public enum Priority {
    LOW,
    NORMAL,
    HIGH,
    CRITICAL
}
