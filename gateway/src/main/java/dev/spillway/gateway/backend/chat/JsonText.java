package dev.spillway.gateway.backend.chat;

import dev.spillway.core.Violations;
import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.json.MalformedJson;
import dev.spillway.gateway.route.InputSchema;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a model's text as a JSON object; a fence of Markdown around it, and thoughts before it, are passed over.
 *
 * @param schema what the object must fit; null where any will do
 */
record JsonText(@Nullable InputSchema schema) {
    private static final Logger LOG = LoggerFactory.getLogger(JsonText.class);
    private static final Pattern FENCED =
            Pattern.compile("\\s*```(?:json)?\\s*(\\{.*})\\s*```\\s*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    /** What became of a text. */
    sealed interface Result {}

    /**
     * It is an answer.
     *
     * @param text as the model wrote it
     * @param document the part of it that is the JSON document; empty where it is none
     * @param remark what of the document could not be kept as it was, or empty
     */
    record Said(String text, String document, Map<String, @Nullable Object> fields, String remark) implements Result {}

    /** It is none. */
    record Unfit(FormatCheck check, String why) implements Result {}

    /** A text that is an answer as it stands. */
    static Said plain(String text) {
        return new Said(text, "", Map.of("text", text), "");
    }

    Result read(String text) {
        return switch (object(text)) {
            case Read read -> checked(text, read);
            case NotOne(var why) -> {
                String behind =
                        Thoughts.behind(text); // only now: the JSON itself may hold a mark in one of its strings
                yield behind.equals(text)
                        ? new Unfit(FormatCheck.JSON, why)
                        : switch (object(behind)) {
                            case Read read -> checked(behind, read);
                            case NotOne(var stillWhy) -> new Unfit(FormatCheck.JSON, stillWhy);
                        };
            }
        };
    }

    /** A text as a JSON object, or why it is not one. */
    private sealed interface Parsed {}

    private record Read(String document, Map<String, @Nullable Object> fields, String remark) implements Parsed {}

    private record NotOne(String why) implements Parsed {}

    private static Parsed object(String text) {
        Matcher fenced = FENCED.matcher(text);
        String document = fenced.matches() ? fenced.group(1) : text;
        Json.Document read;
        try {
            read = Json.document(document.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson malformed) {
            return new NotOne("it is " + malformed.getMessage());
        }
        if (!(read.value() instanceof Map<?, ?> object)) {
            return new NotOne("it is not a JSON object");
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        object.forEach((name, field) -> fields.put(String.valueOf(name), field));
        return new Read(document, fields, read.remark());
    }

    private Result checked(String text, Read read) {
        if (schema == null) {
            return new Said(text, read.document, read.fields, read.remark);
        }
        InputSchema.Checked checked = schema.check(read.fields);
        Violations violations = checked.violations();
        if (!violations.isEmpty()) {
            LOG.debug("an answer does not fit its schema: {}", violations.kept());
            return new Unfit(
                    FormatCheck.SCHEMA, "it does not fit its schema, in so many places: " + violations.count());
        }
        return new Said(text, read.document, checked.input(), read.remark);
    }
}
