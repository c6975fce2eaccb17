package dev.spillway.gateway.offload;

import dev.spillway.offload.GiveUp;
import dev.spillway.offload.Park;
import dev.spillway.offload.Retention;
import dev.spillway.offload.Retry;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The terms on which a route makes tasks.
 *
 * @param queue which workers take them
 * @param ack the time kept back from the budget for making one durable
 * @param priority the highest that they have, from 0 to 9
 * @param deadline from its beginning, when a task's result is of no more use
 * @param most the longest time that one attempt gets
 * @param retry how often and how soon it is tried again
 * @param callback who hears of its end where the caller names no one; null for no one
 * @param endpoints whose tasks each endpoint may hear of: one tenant's, or, where that is empty, everyone's
 * @param person what happens where a person is wanted
 */
public record OffloadPlan(
        String route,
        When when,
        String queue,
        Duration ack,
        int priority,
        Duration deadline,
        Duration most,
        Retry retry,
        Retention retention,
        @Nullable String callback,
        Map<String, String> endpoints,
        Person person) {

    /**
     * What happens where a person is wanted.
     *
     * @param within how long the task waits for one
     * @param then what becomes of it when no one acted
     */
    public record Person(Duration within, GiveUp then) {
        Park park() {
            return new Park(within, then, null);
        }
    }

    /** Whether a tenant's tasks may call an endpoint. */
    boolean mayCall(String endpoint, String tenant) {
        String owner = endpoints.get(endpoint);
        return owner != null && (owner.isEmpty() || owner.equals(tenant));
    }
}
