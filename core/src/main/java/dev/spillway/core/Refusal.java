package dev.spillway.core;

/** Why a call ended without an attempt. Another attempt after a refusal repeats no work. */
public enum Refusal {
    /** The request can't be understood or breaks the route's schema; the violations say where. */
    INVALID,
    /** The caller showed no key, or none that is known. */
    UNAUTHENTICATED,
    /** The caller may not do this. */
    FORBIDDEN,
    /** There is no such route, task or endpoint. */
    NOT_FOUND,
    /** Too little time is left to try. */
    NO_BUDGET,
    /** The purse can't pay for it. */
    NO_MONEY,
    /** Shed because of load. */
    OVERLOADED,
    /** The idempotency key was used before, with another request. */
    CONFLICT,
    /** The caller has used its allowance. */
    QUOTA,
    /** The breaker is open: the backend has been failing. */
    CIRCUIT_OPEN
}
