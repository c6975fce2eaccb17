package dev.spillway.gateway.json;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A JSON pointer (RFC 6901), compiled. */
public final class Pointer {
    /** What a pointer points to where there is nothing; a null that stands in the document is something. */
    public record Nothing() {}

    private static final Nothing NOTHING = new Nothing();
    private static final Pattern BAD_ESCAPE = Pattern.compile("~(?![01])");
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    record Step(String name, int index) {
        static Step of(String escaped) {
            String name = escaped.replace("~1", "/").replace("~0", "~");
            return new Step(name, INDEX.matcher(name).matches() ? Integer.parseInt(name) : -1);
        }
    }

    private final String text;
    private final List<Step> steps;

    private Pointer(String text, List<Step> steps) {
        this.text = text;
        this.steps = steps;
    }

    /** Reads a pointer: empty for the whole document, or beginning with a slash. */
    public static Pointer parse(String text) {
        if (text.isEmpty()) {
            return new Pointer(text, List.of());
        }
        if (text.charAt(0) != '/') {
            throw new IllegalArgumentException("a JSON pointer begins with a slash, such as /label; not " + text);
        }
        if (BAD_ESCAPE.matcher(text).find()) {
            throw new IllegalArgumentException("in a JSON pointer ~ is written ~0 and / is written ~1; not " + text);
        }
        return new Pointer(
                text,
                Arrays.stream(text.substring(1).split("/", -1)).map(Step::of).toList());
    }

    List<Step> steps() {
        return steps;
    }

    /** What stands there in a document of plain values, or {@link Nothing}. */
    public @Nullable Object in(@Nullable Object document) {
        Object here = document;
        for (Step step : steps) {
            here = switch (here) {
                case Map<?, ?> fields -> fields.containsKey(step.name) ? fields.get(step.name) : NOTHING;
                case List<?> items -> step.index >= 0 && step.index < items.size() ? items.get(step.index) : NOTHING;
                case null, default -> NOTHING;
            };
        }
        return here;
    }

    @Override
    public String toString() {
        return text;
    }
}
