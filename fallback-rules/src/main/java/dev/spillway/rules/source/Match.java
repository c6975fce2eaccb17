package dev.spillway.rules.source;

/** Which of the rules that apply decides. */
public enum Match {
    /** The first one, in the order in which they are written. */
    FIRST,
    /** The one of the highest priority; of equal ones the first. */
    PRIORITY
}
