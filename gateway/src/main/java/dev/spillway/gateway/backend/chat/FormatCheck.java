package dev.spillway.gateway.backend.chat;

import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;

/** What a text must pass to be an answer at all. What does not is a failed attempt, so that a cascade asks further. */
enum FormatCheck {
    /** There is no text. */
    EMPTY,
    /** The model, or a filter around it, would not answer. */
    REFUSAL,
    /** The text ends where its tokens did. */
    TRUNCATED,
    /** The server gives a reason for the end that is not known to end a whole text. */
    UNKNOWN_END,
    /** JSON was wanted, and it is none. */
    JSON,
    /** It is JSON that does not fit its schema. */
    SCHEMA;

    /** The outcome of an attempt whose text does not pass; no part of the text is in it. */
    Outcome.Failed failed(String why) {
        return Outcome.Failed.because(Failure.BAD_REPLY, "answer check " + Entry.word(this) + ": " + why);
    }
}
