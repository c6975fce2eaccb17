package dev.spillway.cascade.confidence;

import dev.spillway.core.Outcome;
import org.jspecify.annotations.Nullable;

/** What of an answer is compared with others. */
@FunctionalInterface
public interface Vote {
    /** Null where the answer says nothing that another could agree with. */
    @Nullable
    Object of(Outcome.Answer answer);
}
