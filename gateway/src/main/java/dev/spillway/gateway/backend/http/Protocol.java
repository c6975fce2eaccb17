package dev.spillway.gateway.backend.http;

import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Source;
import dev.spillway.gateway.backend.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked over HTTP and what a reply means: the protocol above. Immutable, used by all event loops. */
public interface Protocol {
    /**
     * Makes the body of a request; null where it has none.
     *
     * @throws Unsendable where none can be made of the input
     */
    byte @Nullable [] write(Map<String, @Nullable Object> input) throws Unsendable;

    /** The tokens that a request uses at most, as far as its body tells. */
    default Usage foreseen(byte @Nullable [] body) {
        return Usage.NONE;
    }

    /** Understands the body of a reply that claims success, whatever type of content it claims to be. */
    Reading read(byte[] body, Source.Backend source);

    /**
     * Why a reply of another status is no answer.
     *
     * @param saysWhen whether the reply says when to come back
     */
    default Failure failure(int status, boolean saysWhen, ErrorReply error) {
        return Statuses.failure(status, saysWhen, error);
    }

    /**
     * A reply, understood.
     *
     * @param usage null where the reply does not say what was used, and it should
     * @param remark what a reader of the journal should know of an answer, or empty; no payload
     */
    record Reading(Outcome outcome, @Nullable Usage usage, String remark) {
        public Reading(Outcome outcome, @Nullable Usage usage) {
            this(outcome, usage, "");
        }
    }
}
