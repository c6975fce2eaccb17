package dev.spillway.core;

import io.vertx.core.Future;

/** Turns a call into an outcome. Failing the future is a bug, not an outcome. */
@FunctionalInterface
public interface Step {
    /**
     * Runs on the call's event loop and completes on it.
     *
     * @return the outcome; decided at the latest at the first token where the answer is a stream
     */
    Future<Outcome> run(Call call);
}
