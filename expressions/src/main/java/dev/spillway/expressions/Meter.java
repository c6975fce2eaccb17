package dev.spillway.expressions;

import org.jspecify.annotations.Nullable;

/**
 * The work that evaluations may still do: of one expression, and of all that share the meter, as the expressions of one
 * flow or one run of a rule set do.
 *
 * <p>A unit is about a nanosecond of one core; what each function costs is in {@link Prices}. What would take more than is
 * left is refused before it is done, as an {@link EvaluationFailure} that {@linkplain EvaluationFailure#isOverLimit() says so}.
 * For one thread at a time; holds about 40 bytes.
 */
public final class Meter {
    private static final ThreadLocal<Slot> CURRENT = ThreadLocal.withInitial(Slot::new);

    private long total;
    private long granted;
    private long left;

    /**
     * A meter for several evaluations.
     *
     * @param total units, 1 or more, of all of them together
     */
    public Meter(long total) {
        if (total < 1) {
            throw new IllegalArgumentException("a meter allows 1 unit of work or more, not " + total);
        }
        this.total = total;
    }

    /** A meter for the expressions of one request, or of one run of a rule set. */
    public static Meter ofRun() {
        return new Meter(Limits.DEFAULT.runMax());
    }

    /** Whether nothing is left: each further evaluation is refused. */
    public boolean isSpent() {
        return total <= 0;
    }

    /** What is left for all evaluations to come, in units; 0 or more. */
    public long left() {
        return Math.max(0, total);
    }

    void begin(long most) {
        granted = Math.min(most, total);
        left = granted;
    }

    void end() {
        total -= Math.min(granted, granted - left);
    }

    /** Whether the evaluation under way was granted less than an expression may take. */
    boolean isShort(long most) {
        return granted < most;
    }

    /** What the evaluation under way may still take. */
    long remaining() {
        return left;
    }

    /** Takes units; ends the evaluation where fewer are left. */
    void charge(long units) {
        left -= units;
        if (left < 0) {
            throw Exhausted.NOW;
        }
    }

    /** That of the evaluation by the CEL runtime on this thread, whose functions can't be handed one. */
    static Meter current() {
        Meter current = CURRENT.get().meter;
        if (current == null) {
            throw new IllegalStateException("a function of the language was called outside an evaluation");
        }
        return current;
    }

    /** Makes it that of this thread; returns the one before, to be put back by the same method. */
    static @Nullable Meter enter(@Nullable Meter meter) {
        Slot slot = CURRENT.get();
        Meter before = slot.meter;
        slot.meter = meter;
        return before;
    }

    private static final class Slot {
        private @Nullable Meter meter;
    }

    /**
     * Ends an evaluation from the inside. An error, as the CEL runtime takes exceptions for values that {@code ||} and
     * comprehensions may pass over; never leaves {@link Expression}.
     */
    static final class Exhausted extends Error {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("StaticAssignmentOfThrowable") // without a stack it is a constant
        static final Exhausted NOW = new Exhausted();

        private Exhausted() {
            super("the work that an expression may do is used up", null, false, false);
        }
    }
}
