package dev.spillway.core;

/** What may follow an answer. Rules and cascades only say what is wanted; the offload layer turns it into a promise. */
public sealed interface FollowUp {
    /** What kind of follow-up it is. */
    enum Kind {
        /** A better answer. */
        BETTER,
        /** A person's decision. */
        PERSON
    }

    /** Nothing follows. */
    record None() implements FollowUp {}

    /** A better answer, or a person, would be good; and why. */
    record Wanted(Kind kind, String reason) implements FollowUp {}

    /**
     * It will follow.
     *
     * @param confirmed whether the promise is durable; false where the commit was not confirmed in time
     */
    record Promised(Kind kind, String reason, Handle handle, boolean confirmed) implements FollowUp {}

    static FollowUp none() {
        return new None();
    }
}
