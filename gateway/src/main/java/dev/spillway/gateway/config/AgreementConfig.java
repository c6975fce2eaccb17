package dev.spillway.gateway.config;

import org.jspecify.annotations.Nullable;

/** Confidence by asking several times. */
@Doc("Confidence by asking several times: the share of equal answers. It ends as soon as the majority is settled.")
public record AgreementConfig(
        @Doc("How often the backend is asked.") @Range(least = "2", most = "9")
        int samples,

        @Doc("How many at once. Absent: all.") @Range(least = "1", most = "9") @Nullable
        Integer parallel,

        @Doc("What must be equal, a CEL expression over `answer`. Absent: all fields.") @Nullable
        String on) {}
