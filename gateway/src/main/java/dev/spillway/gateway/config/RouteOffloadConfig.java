package dev.spillway.gateway.config;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When a route makes a durable task, and what that does. */
@Doc("When this route makes a durable task, and what that does: calls `backend`, or runs `flow`, or, where it has"
        + " neither, the route's own flow with more time.")
public record RouteOffloadConfig(
        @Doc("When there is a task: `always`, `on-request`, or a CEL condition over `request` and `answer`, which has"
            + " `quality`, `confidence` where it is known, and `fields`. What can't be evaluated does not hold. A call"
            + " without any answer gets a task, too, unless this is `on-request`.")
        @Default("on-request")
        String when,

        @Doc("The backend that the task calls.") @Nullable String backend,

        @Doc("The flow that the task runs, as a route's. It may read the branches of the route's own flow that had"
                + " finished, with `?`.")
        @Keys(TextForm.IDENTIFIER)
        @Range(least = "1")
        @Nullable
        Map<String, BranchConfig> flow,

        @Doc("What `backend` is asked, as a branch's `input`. Absent: the request's input.") @Nullable
        Map<String, @Nullable Object> input,

        @Doc("The answer, as a route's; what `backend` answered is `result`. Absent: what the backend or the only"
                + " branch answered.")
        @Nullable
        Map<String, @Nullable Object> answer,

        @Doc("Time kept back from the budget for making the task durable.")
        @Default("20ms")
        @Range(least = "0ms", most = "10s")
        Duration ack,

        @Doc("From 0 to 9; of a tenant's tasks those with 9 are taken first. A caller may ask for less.")
        @Default("5")
        @Range(least = "0", most = "9")
        int priority,

        @Doc("When the result is of no more use, from the task's beginning. A caller may ask for less.")
        @Default("24h")
        @Range(above = "0ms", most = "365d")
        Duration deadline,

        @Doc("The longest time that one attempt gets.") @Default("5m") @Range(above = "0ms", most = "24h")
        Duration most,

        @Doc("How often it is tried. A caller may ask for less.") @Default("5") @Range(least = "1", most = "1000")
        int attempts,

        @Doc("How long to wait between attempts: random up to a bound that doubles.") @Default("{}")
        BackoffConfig backoff,

        @Doc("How long its finished tasks are kept. Absent: as `offload.retention`.")
        OffloadConfig.@Nullable RetentionConfig retention,

        @Doc("The endpoint under `callbacks.endpoints` that hears of each task's end. Absent: none, unless the caller"
                + " names one.")
        @Nullable
        String callback,

        @Doc("What happens where a person is wanted.") @Default("{}")
        PersonConfig person) {

    /** Waits between attempts. */
    @Doc("Waits between attempts.")
    public record BackoffConfig(
            @Doc("The bound after the first attempt.") @Default("2s") @Range(above = "0ms", most = "24h")
            Duration first,

            @Doc("The bound of the bound.") @Default("5m") @Range(above = "0ms", most = "24h")
            Duration most) {}

    /** What happens where a person is wanted. */
    @Doc("What happens where a person is wanted.")
    public record PersonConfig(
            @Doc("How long a task waits for one.") @Default("24h") @Range(above = "0ms", most = "365d")
            Duration within,

            @Doc("What becomes of it when no one acted: run (what the task does, or `route`), expire, die.")
            @Default("run")
            Then then,

            @Doc("For `run`: the route that is run instead, with the same input.") @Nullable
            String route) {

        /** What becomes of a task on which no one acted in time. */
        public enum Then {
            RUN,
            EXPIRE,
            DIE
        }
    }
}
