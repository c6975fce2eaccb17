package dev.spillway.core;

/** How sure an answer is. An absent score is unknown: neither 0 nor 1. */
public sealed interface Confidence {
    /**
     * A score.
     *
     * @param value in [0, 1]
     */
    record Known(double value) implements Confidence {
        public Known {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("a confidence lies in [0, 1], not at " + value);
            }
        }
    }

    /** No score: nothing follows from it. */
    record Unknown() implements Confidence {}

    static Confidence of(double value) {
        return new Known(value);
    }

    static Confidence unknown() {
        return new Unknown();
    }

    /** Whether it is known and at least {@code threshold}. */
    default boolean isAtLeast(double threshold) {
        return this instanceof Known known && known.value >= threshold;
    }

    /** Whether both are known and this one is larger. An unknown one is neither better nor worse than any. */
    default boolean isAbove(Confidence other) {
        return this instanceof Known mine && other instanceof Known theirs && mine.value > theirs.value;
    }
}
