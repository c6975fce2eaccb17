package dev.spillway.gateway.backend.http;

import dev.spillway.gateway.backend.ServerWords;
import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a service says went wrong, in any of the shapes in use: {@code {"error": {…}}}, {@code {"error": "text"}},
 * {@code {"detail": …}}, an array of one of these, plain text.
 *
 * @param word the error's type or code; a word that can't hold payload, or empty
 * @param text the error in the service's words, which may repeat the payload: not for logs, unless someone asks for them
 */
public record ErrorReply(String word, String text) {
    private static final int TEXT_MOST = 16_384;
    private static final int DEPTH_MOST = 4;
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
    private static final List<String> WORDS =
            List.of("code", "type", "reason", "status"); // the code says more than its type
    private static final List<String> TEXTS = List.of("message", "msg", "error", "detail", "title");

    /** Reads the body of a reply. */
    public static ErrorReply of(byte[] body) {
        @Nullable Object document;
        try {
            document = Json.read(body);
        } catch (MalformedJson _) {
            document = new String(body, 0, Math.min(body.length, TEXT_MOST), StandardCharsets.UTF_8);
        }
        Object core = core(document, 0);
        return new ErrorReply(word(core), ServerWords.line(text(core, 0)));
    }

    /** What stands inside the wrappings. */
    private static @Nullable Object core(@Nullable Object value, int depth) {
        if (depth < DEPTH_MOST) {
            if (value instanceof List<?> list && !list.isEmpty()) {
                return core(list.getFirst(), depth + 1);
            }
            if (value instanceof Map<?, ?> fields) {
                for (String wrapping : List.of("error", "detail")) {
                    if (fields.get(wrapping) instanceof Map<?, ?> || fields.get(wrapping) instanceof List<?>) {
                        return core(fields.get(wrapping), depth + 1);
                    }
                }
            }
        }
        return value;
    }

    private static String word(@Nullable Object core) {
        if (core instanceof Map<?, ?> fields) {
            for (String name : WORDS) {
                if (fields.get(name) instanceof String word
                        && WORD.matcher(word).matches()) {
                    return word;
                }
            }
        }
        return "";
    }

    private static String text(@Nullable Object core, int depth) {
        if (core instanceof Map<?, ?> fields && depth < DEPTH_MOST) {
            for (String name : TEXTS) {
                if (fields.get(name) instanceof String text) {
                    return text;
                }
            }
            return "";
        }
        return core instanceof String text ? text : "";
    }
}
