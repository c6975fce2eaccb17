package dev.spillway.gateway.backend.chat;

import dev.spillway.gateway.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replies of a chat server in the making. */
final class Completions {
    private final Map<String, @Nullable Object> message = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> choice = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    private final List<Object> tokens = new ArrayList<>();

    private Completions(@Nullable Object content) {
        message.put("role", "assistant");
        message.put("content", content);
        choice.put("index", 0L);
        choice.put("message", message);
        choice.put("logprobs", null);
        choice.put("finish_reason", "stop");
        reply.put("object", "chat.completion");
        reply.put("model", "small-2026-10-01");
        reply.put("choices", List.of(choice));
        reply.put("usage", Map.of("prompt_tokens", 10L, "completion_tokens", 4L, "total_tokens", 14L));
    }

    /** A model that says this. */
    static Completions saying(@Nullable Object content) {
        return new Completions(content);
    }

    Completions ending(@Nullable Object finishReason) {
        choice.put("finish_reason", finishReason);
        return this;
    }

    /** With an error in its choice. */
    Completions failing(Object error) {
        choice.put("error", error);
        return this;
    }

    /** With a further field. */
    Completions with(String name, @Nullable Object value) {
        reply.put(name, value);
        return this;
    }

    Completions refusing(String words) {
        message.put("refusal", words);
        return this;
    }

    Completions usage(@Nullable Object usage) {
        reply.put("usage", usage);
        return this;
    }

    /** One more token with its log-probability, and its bytes. */
    Completions token(String text, @Nullable Object logprob) {
        List<Object> bytes = new ArrayList<>();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add((long) (one & 0xff));
        }
        return token(text, bytes, logprob);
    }

    Completions token(String text, @Nullable Object bytes, @Nullable Object logprob) {
        Map<String, @Nullable Object> token = new LinkedHashMap<>();
        token.put("token", text);
        token.put("bytes", bytes);
        token.put("logprob", logprob);
        tokens.add(token);
        choice.put("logprobs", Map.of("content", tokens));
        return this;
    }

    byte[] bytes() {
        return Json.write(reply);
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
