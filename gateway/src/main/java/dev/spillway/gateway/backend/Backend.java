package dev.spillway.gateway.backend;

import dev.spillway.core.Step;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * A model server or service as a step, shared by all event loops.
 *
 * <p>It makes one attempt for each call and bounds nothing: {@code Within} stands outside and cancels the call's scope when
 * time is up, and a cancelled attempt is called off at the server at once. Every implementation is tested by
 * {@code BackendTck}.
 */
public interface Backend extends Step {

    /**
     * Asks the server whether it is ready, beside the calls and never in their way. On an event loop only.
     *
     * @param most how long it may take
     * @return never fails
     */
    Future<Health> health(Duration most);

    /**
     * Whether a server is ready, as it says itself.
     *
     * @param detail what it said, or why it said nothing; no payload, no secret
     */
    record Health(boolean ready, String detail) {}
}
