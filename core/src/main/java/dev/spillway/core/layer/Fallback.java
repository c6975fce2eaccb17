package dev.spillway.core.layer;

import dev.spillway.core.Outcome;
import dev.spillway.core.Step;

/** What stands behind a step that gave no answer. */
@FunctionalInterface
public interface Fallback {
    /**
     * The step to run instead.
     *
     * @param fallen why it is needed: a refusal, or a failure with what the flow had so far
     */
    Step after(Outcome fallen);
}
