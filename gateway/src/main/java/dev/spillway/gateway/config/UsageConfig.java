package dev.spillway.gateway.config;

import org.jspecify.annotations.Nullable;

/** Where a reply says what was used. */
@Doc("JSON pointers to what was used.")
public record UsageConfig(
        @Doc("To the number of input tokens, cached ones included.") @Form(TextForm.JSON_POINTER) @Nullable
        String inputTokens,

        @Doc("To how many of them came from a cache.") @Form(TextForm.JSON_POINTER) @Nullable
        String cachedInputTokens,

        @Doc("To the number of output tokens.") @Form(TextForm.JSON_POINTER) @Nullable
        String outputTokens) {

    /** Of a service that has no cache. */
    public UsageConfig(@Nullable String inputTokens, @Nullable String outputTokens) {
        this(inputTokens, null, outputTokens);
    }
}
