package dev.spillway.core;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * What became of a call.
 *
 * <p>Refused and failed are different facts, and everything downstream relies on the difference: a breaker learns from a
 * failure and never from a refusal; another attempt after a refusal repeats no work.
 */
public sealed interface Outcome {

    /** An answer. */
    record Answer(Payload payload, Confidence confidence, Quality quality, Source source, FollowUp followUp)
            implements Outcome {

        public Answer with(Payload other) {
            return new Answer(other, confidence, quality, source, followUp);
        }

        public Answer with(Confidence other) {
            return new Answer(payload, other, quality, source, followUp);
        }

        public Answer with(Quality other) {
            return new Answer(payload, confidence, other, source, followUp);
        }

        public Answer with(Source other) {
            return new Answer(payload, confidence, quality, other, followUp);
        }

        public Answer with(FollowUp other) {
            return new Answer(payload, confidence, quality, source, other);
        }

        /** Strictly better: of better quality, or of the same and more sure. */
        public boolean isBetterThan(Answer other) {
            return quality.isBetterThan(other.quality)
                    || (quality == other.quality && confidence.isAbove(other.confidence));
        }
    }

    /**
     * Only a promise.
     *
     * @param confirmed whether the promise is durable; false where the commit was not confirmed in time
     */
    record Deferred(Handle handle, boolean confirmed) implements Outcome {
        /** A promise that is durable. */
        public Deferred(Handle handle) {
            this(handle, true);
        }
    }

    /**
     * Nothing was attempted.
     *
     * @param retryAfter when a repeat may succeed; zero where nothing is known of it
     * @param violations what was wrong with the request, for {@link Refusal#INVALID}
     */
    record Refused(Refusal why, String detail, Duration retryAfter, List<Violation> violations) implements Outcome {
        public static Refused because(Refusal why, String detail) {
            return new Refused(why, detail, Duration.ZERO, List.of());
        }
    }

    /**
     * It was attempted, and there is no answer.
     *
     * @param detail what happened, for a person to read; no payload, no secret
     * @param partial what the flow had so far
     * @param retryAfter when a repeat may succeed, as the backend says it; zero if nothing is known of it
     */
    record Failed(Failure why, String detail, Partial partial, Duration retryAfter) implements Outcome {
        /** One of which is not known when a repeat may succeed. */
        public Failed(Failure why, String detail, Partial partial) {
            this(why, detail, partial, Duration.ZERO);
        }

        public static Failed because(Failure why, String detail) {
            return because(why, detail, Duration.ZERO);
        }

        public static Failed because(Failure why, String detail, Duration retryAfter) {
            return new Failed(why, detail, Partial.NONE, retryAfter);
        }

        /** Because of a bug. Says only what kind of bug: its message may hold a payload. */
        public static Failed defect(Throwable bug) {
            return because(
                    Failure.DEFECT, "a defect in the gateway: " + bug.getClass().getName());
        }

        public static Failed cancelled(String detail) {
            return because(Failure.CANCELLED, detail);
        }
    }

    static Future<Outcome> refused(Refusal why, String detail) {
        return Future.succeededFuture(Refused.because(why, detail));
    }

    static Future<Outcome> failed(Failure why, String detail) {
        return Future.succeededFuture(Failed.because(why, detail));
    }
}
