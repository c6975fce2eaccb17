package dev.spillway.gateway.config;

import org.jspecify.annotations.Nullable;

/** Where a reply says what was used. */
@Doc("JSON pointers to what was used.")
public record UsageConfig(
        @Doc("To the number of input tokens.") @Form(TextForm.JSON_POINTER) @Nullable
        String inputTokens,

        @Doc("To the number of output tokens.") @Form(TextForm.JSON_POINTER) @Nullable
        String outputTokens) {}
