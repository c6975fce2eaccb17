package dev.spillway.gateway.backend.chat;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a model stopped writing, as servers name it in {@code finish_reason}. Only what is known to be the end of a whole text is
 * one: a word that no one has seen yet may mean that half of the text is missing.
 */
enum Ending {
    /** The text is whole. */
    WHOLE,
    /** Its tokens, or those of the model's window, were used up. */
    TRUNCATED,
    /** The model, or a filter around it, would not answer. */
    REFUSED,
    /** It stopped to have a tool called. */
    TOOL,
    /** The server failed while it wrote. */
    ERROR,
    /** The server gives a reason that is not known here. */
    UNKNOWN;

    private static final Map<String, Ending> WORDS = Map.ofEntries(
            Map.entry("stop", WHOLE),
            Map.entry("eos", WHOLE),
            Map.entry("eos_token", WHOLE),
            Map.entry("end_turn", WHOLE),
            Map.entry("stop_sequence", WHOLE),
            Map.entry("length", TRUNCATED),
            Map.entry("max_tokens", TRUNCATED),
            Map.entry("max_output_tokens", TRUNCATED),
            Map.entry("max_length", TRUNCATED),
            Map.entry("model_length", TRUNCATED),
            Map.entry("model_context_window_exceeded", TRUNCATED),
            Map.entry("content_filter", REFUSED),
            Map.entry("content_filtered", REFUSED),
            Map.entry("guardrail_intervened", REFUSED),
            Map.entry("refusal", REFUSED),
            Map.entry("sensitive", REFUSED),
            Map.entry("safety", REFUSED),
            Map.entry("recitation", REFUSED),
            Map.entry("prohibited_content", REFUSED),
            Map.entry("blocklist", REFUSED),
            Map.entry("spii", REFUSED),
            Map.entry("tool_calls", TOOL),
            Map.entry("tool_use", TOOL),
            Map.entry("function_call", TOOL),
            Map.entry("error", ERROR),
            Map.entry("abort", ERROR),
            Map.entry("aborted", ERROR),
            Map.entry("cancelled", ERROR),
            Map.entry("network_error", ERROR),
            Map.entry("insufficient_system_resource", ERROR));

    /** Of the value of {@code finish_reason}, in any case; null, which servers send that give no reasons, is a whole text. */
    static Ending of(@Nullable Object reason) {
        if (reason == null) {
            return WHOLE;
        }
        return reason instanceof String word
                ? WORDS.getOrDefault(word.strip().toLowerCase(Locale.ROOT), UNKNOWN)
                : UNKNOWN;
    }
}
