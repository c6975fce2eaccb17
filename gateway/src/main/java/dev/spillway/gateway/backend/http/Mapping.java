package dev.spillway.gateway.backend.http;

import dev.spillway.core.Confidence;
import dev.spillway.core.Failure;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import dev.spillway.gateway.backend.Usage;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.UsageConfig;
import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.json.MalformedJson;
import dev.spillway.gateway.json.Pointer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What of a reply becomes the answer.
 *
 * @param format what the body is
 * @param answer the answer's fields; none: the reply's own
 * @param confidence null where the service gives none
 * @param inputTokens null where the service does not count them
 * @param cachedInputTokens null where the service does not count them
 * @param outputTokens null where the service does not count them
 */
record Mapping(
        HttpJsonConfig.ReplyFormat format,
        Map<String, Pointer> answer,
        @Nullable Pointer confidence,
        @Nullable Pointer inputTokens,
        @Nullable Pointer cachedInputTokens,
        @Nullable Pointer outputTokens) {

    /** Says why a document is no usable reply; never what is in it. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String problem) {
            super(problem, null, false, false);
        }
    }

    static Mapping of(HttpJsonConfig config) {
        Map<String, Pointer> answer = new LinkedHashMap<>();
        config.answer().forEach((field, pointer) -> answer.put(field, pointer("answer." + field, pointer)));
        UsageConfig usage = config.usage();
        return new Mapping(
                config.replyFormat(),
                answer,
                config.confidence() == null ? null : pointer("confidence", config.confidence()),
                tokens("usage.inputTokens", usage, UsageConfig::inputTokens),
                tokens("usage.cachedInputTokens", usage, UsageConfig::cachedInputTokens),
                tokens("usage.outputTokens", usage, UsageConfig::outputTokens));
    }

    private static @Nullable Pointer tokens(
            String key, @Nullable UsageConfig usage, Function<UsageConfig, @Nullable String> which) {
        String pointer = usage == null ? null : which.apply(usage);
        return pointer == null ? null : pointer(key, pointer);
    }

    private static Pointer pointer(String key, String text) {
        try {
            return Pointer.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(key + ": " + wrong.getMessage(), wrong);
        }
    }

    /** Understands the body of a reply that claims success, whatever type of content it claims to be. */
    Protocol.Reading read(byte[] body, Source source) {
        try {
            Json.Document read = switch (format) {
                case JSON -> Json.document(body);
                case TEXT -> new Json.Document(Map.of("text", text(body)), "");
            };
            Object document = read.value();
            Outcome answer = new Outcome.Answer(
                    new Payload.Whole(fields(document)), confidence(document), Quality.FULL, source, FollowUp.none());
            return new Protocol.Reading(answer, usage(document), read.remark());
        } catch (MalformedJson | Unusable bad) {
            return new Protocol.Reading(
                    Outcome.Failed.because(Failure.BAD_REPLY, "the reply is " + bad.getMessage()), Usage.NONE);
        }
    }

    private static String text(byte[] body) throws Unusable {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new Unusable("not text in UTF-8");
        }
    }

    private Usage usage(@Nullable Object document) throws Unusable {
        long input = tokens(inputTokens, document, "input tokens");
        long cached = tokens(cachedInputTokens, document, "cached input tokens");
        return new Usage(input, Math.min(cached, input), tokens(outputTokens, document, "output tokens"));
    }

    private Map<String, @Nullable Object> fields(@Nullable Object document) throws Unusable {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (answer.isEmpty()) {
            if (!(document instanceof Map<?, ?> own)) {
                throw new Unusable("no JSON object");
            }
            own.forEach((name, value) -> fields.put(String.valueOf(name), value));
            return fields;
        }
        answer.forEach((field, pointer) -> {
            Object value = pointer.in(document);
            if (!(value instanceof Pointer.Nothing)) { // a field that is absent there is absent here
                fields.put(field, value);
            }
        });
        if (fields.isEmpty()) {
            throw new Unusable("JSON with nothing at " + answer.values());
        }
        return fields;
    }

    private Confidence confidence(@Nullable Object document) throws Unusable {
        Object value = confidence == null ? null : confidence.in(document);
        if (value == null || value instanceof Pointer.Nothing) {
            return Confidence.unknown();
        }
        if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1) {
            return Confidence.of(number.doubleValue());
        }
        throw new Unusable("JSON whose confidence at " + confidence + " is no number from 0 to 1");
    }

    private static long tokens(@Nullable Pointer pointer, @Nullable Object document, String what) throws Unusable {
        Object value = pointer == null ? null : pointer.in(document);
        if (value == null || value instanceof Pointer.Nothing) {
            return 0;
        }
        long count = Usage.tokens(value);
        if (count >= 0) {
            return count;
        }
        throw new Unusable("JSON whose number of " + what + " at " + pointer + " is none");
    }
}
