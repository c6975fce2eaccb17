package dev.spillway.core;

/** Money that many calls spend from, on all event loops: a route's budget for an hour. Thread-safe. */
public interface Pot {
    /** Sets money aside; false, and nothing is, where there is not enough. */
    boolean take(Money price);

    /** Turns what was set aside into what was really billed, once for each {@link #take} that succeeded. */
    void settle(Money taken, Money billed);

    /** What can be set aside at this moment. */
    Money left();
}
