package dev.spillway.gateway.config;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One branch of a flow: a call to a backend, or a flow within. */
@Doc("One branch of a flow: exactly one of `call`, `cascade` and `flow`.")
public record BranchConfig(
        @Doc("The backend to call.") @Nullable String call,

        @Doc("Backends to ask from small to large until one is sure enough.") @Nullable
        CascadeConfig cascade,

        @Doc("A flow within: its branches, by name.") @Keys(TextForm.IDENTIFIER) @Range(least = "1") @Nullable
        Map<String, BranchConfig> flow,

        @Doc("For a flow within: when it has its answer.") @Nullable
        EndConfig end,

        @Doc("For a flow within: its answer, as a route's.") @Nullable
        Map<String, @Nullable Object> answer,

        @Doc("What it is asked: a document whose texts are CEL expressions over `request` and other branches; it waits"
                + " for those that it reads. Absent: the request's input.")
        @Nullable
        Map<String, @Nullable Object> input,

        @Doc("A CEL condition. False: the branch is skipped.") @Nullable
        String when,

        @Doc("Whether the answer can do without it.") @Default("false")
        boolean optional,

        @Doc("The longest time it gets. Absent: what is left, and the backend's own bound.")
        @Range(above = "0ms", most = "1h")
        @Nullable
        Duration most,

        @Doc("The time below which it is not worth starting. Absent: the backend's.") @Range(least = "0ms") @Nullable
        Duration least) {}
