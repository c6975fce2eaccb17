package dev.spillway.core;

import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One thing that happened to a call: open while it runs, fixed once it has ended. Confined to the call's event loop. */
public final class Entry {
    /** What kind of step it was. */
    public enum Kind {
        ROUTE,
        BRANCH,
        TIER,
        BACKEND,
        RULES,
        CACHE,
        OFFLOAD
    }

    /** What became of it. */
    public enum Status {
        RUNNING,
        ANSWERED,
        DEFERRED,
        REFUSED,
        FAILED,
        /** Not finished when its reader had to go on without it. */
        LATE,
        /** No longer needed. */
        CANCELLED,
        /** Not started. */
        SKIPPED
    }

    private final Kind kind;
    private final String path;
    private final long startNanos;
    private final long grantedNanos;
    private final LongSupplier clock;

    private Status status = Status.RUNNING;
    private String reason = "";
    private String detail = "";
    private long usedNanos;
    private @Nullable Source source;
    private @Nullable Quality quality;
    private Confidence confidence = Confidence.unknown();
    private Confidence rawConfidence = Confidence.unknown();
    private double threshold = Double.NaN;
    private Money cost = Money.ZERO;

    Entry(Kind kind, String path, long startNanos, long grantedNanos, LongSupplier clock) {
        this.kind = kind;
        this.path = path;
        this.startNanos = startNanos;
        this.grantedNanos = grantedNanos;
        this.clock = clock;
    }

    /**
     * The same as it stands, in another place; an entry that still runs is late there.
     *
     * @param paid whether what it cost is told, too
     */
    Entry copy(String path, long startNanos, boolean paid) {
        Entry copy = new Entry(kind, path, startNanos, grantedNanos, clock);
        copy.status = isRunning() ? Status.LATE : status;
        copy.reason = isRunning() ? word(Status.LATE) : reason;
        copy.detail = detail;
        copy.usedNanos = usedNanos();
        copy.source = source;
        copy.quality = quality;
        copy.confidence = confidence;
        copy.rawConfidence = rawConfidence;
        copy.threshold = threshold;
        copy.cost = paid ? cost : Money.ZERO;
        return copy;
    }

    /** Ends the entry with an outcome. Only the first end counts. */
    public void end(Outcome outcome) {
        switch (outcome) {
            case Outcome.Answer answer -> end(answer, "", detail);
            case Outcome.Deferred _ -> end(Status.DEFERRED, "", "");
            case Outcome.Refused refused -> end(Status.REFUSED, word(refused.why()), refused.detail());
            case Outcome.Failed failed ->
                end(
                        failed.why() == Failure.CANCELLED ? Status.CANCELLED : Status.FAILED,
                        word(failed.why()),
                        failed.detail());
        }
    }

    /** Ends the entry with an answer of which there is something to say. Only the first end counts. */
    public void end(Outcome.Answer answer, String reason, String detail) {
        if (isRunning()) {
            source = answer.source();
            quality = answer.quality();
            confidence = answer.confidence();
        }
        end(Status.ANSWERED, reason, detail);
    }

    /** Ends the entry. Only the first end counts. */
    public void end(Status how, String reason, String detail) {
        if (isRunning()) {
            this.status = how;
            this.reason = reason;
            this.detail = detail;
            this.usedNanos = clock.getAsLong() - startNanos;
        }
    }

    /**
     * Notes what a reader should know of an answer that comes now, such as why its confidence is unknown.
     *
     * @param remark for a person to read; no payload, no secret
     */
    public void note(String remark) {
        if (isRunning()) {
            detail = remark;
        }
    }

    /** Notes the confidence as the backend gave it. */
    public void raw(Confidence given) {
        rawConfidence = given;
    }

    /** Notes the confidence from which on the answer was accepted. */
    public void threshold(double accept) {
        threshold = accept;
    }

    /** Adds to what it cost. */
    public void spend(Money more) {
        cost = cost.plus(more);
    }

    public boolean isRunning() {
        return status == Status.RUNNING;
    }

    public Kind kind() {
        return kind;
    }

    /** Where it stands below its route, outermost first, separated by slashes. */
    public String path() {
        return path;
    }

    /** When it began, in nanoseconds since the journal did. */
    public long startNanos() {
        return startNanos;
    }

    public long grantedNanos() {
        return grantedNanos;
    }

    /** What it used; so far, while it runs. */
    public long usedNanos() {
        return isRunning() ? clock.getAsLong() - startNanos : usedNanos;
    }

    public Status status() {
        return status;
    }

    /** A stable lower-case word, or empty. */
    public String reason() {
        return reason;
    }

    public String detail() {
        return detail;
    }

    /** Where its answer came from; null where it has none. */
    public @Nullable Source source() {
        return source;
    }

    /** How much of what was asked for its answer is; null where it has none. */
    public @Nullable Quality quality() {
        return quality;
    }

    public Confidence confidence() {
        return confidence;
    }

    public Confidence rawConfidence() {
        return rawConfidence;
    }

    /** NaN where nothing was compared. */
    public double threshold() {
        return threshold;
    }

    public Money cost() {
        return cost;
    }

    /** How a constant is written in replies, logs and metrics: {@code TIMED_OUT} as {@code timed-out}. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
