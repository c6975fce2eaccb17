package dev.spillway.gateway.backend;

import dev.spillway.core.Step;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * A model server or service as a step, shared by all event loops.
 *
 * <p>It makes one attempt for each call and bounds nothing: {@code Within} stands outside and cancels the call's scope when
 * time is up, and a cancelled attempt is called off at the server at once. {@code BackendTck} tests every implementation.
 */
public interface Backend extends Step {

    /**
     * Asks the server whether it is ready, beside the calls and never in their way. On an event loop only.
     *
     * @param most how long it may take
     * @return never fails
     */
    Future<Health> health(Duration most);

    /** What the backend holds at this moment, over all event loops: for gauges and tests, a snapshot without order. */
    Load load();

    /**
     * Uses no connection for new attempts any more that is idle now: the backend has been failing, and old connections may be why.
     * On an event loop; that loop's own connections are gone when this returns.
     */
    void reconnect();

    /** Takes no more calls, and closes what belongs to it alone; attempts under way end on their connections. */
    Future<Void> close();

    /**
     * Whether a server is ready, as it says itself.
     *
     * @param detail what it said, or why it said nothing; for operators
     * @param misfits what of the configuration does not fit what the server says of itself
     */
    record Health(boolean ready, String detail, List<String> misfits) {
        public Health(boolean ready, String detail) {
            this(ready, detail, List.of());
        }

        /** All of it in one line. */
        public String text() {
            return misfits.isEmpty() ? detail : detail + "; but " + String.join("; ", misfits);
        }
    }

    /**
     * What a backend holds.
     *
     * @param attempts sent and not yet answered
     * @param waiting attempts that wait for a connection
     * @param connections open or being opened
     */
    record Load(int attempts, int waiting, int connections) {
        public static final Load NONE = new Load(0, 0, 0);

        public Load plus(Load other) {
            return new Load(attempts + other.attempts, waiting + other.waiting, connections + other.connections);
        }
    }
}
