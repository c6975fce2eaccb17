package dev.spillway.gateway.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Where a value stands in the bytes of a document; the quotes around a text are no part of it.
 *
 * @param from the first byte
 * @param to the one behind the last
 */
public record Place(int from, int to) {

    /** The place that a pointer points to in a document that {@link Json} reads; null where there is nothing. */
    public static @Nullable Place of(byte[] document, Pointer pointer) {
        try (JsonParser parser = Json.parser(document)) {
            JsonToken here = parser.nextToken();
            for (Pointer.Step step : pointer.steps()) {
                here = inside(parser, here, step);
                if (here == null) {
                    return null;
                }
            }
            return here == null ? null : of(parser, here);
        } catch (IOException cause) {
            throw new UncheckedIOException("the document was to be read before", cause);
        }
    }

    private static @Nullable JsonToken inside(JsonParser parser, @Nullable JsonToken here, Pointer.Step step)
            throws IOException {
        if (here == JsonToken.START_OBJECT) {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals(step.name())) {
                    return value;
                }
                parser.skipChildren();
            }
        } else if (here == JsonToken.START_ARRAY) {
            JsonToken item = parser.nextToken();
            for (int i = 0; item != JsonToken.END_ARRAY; i++) {
                if (i == step.index()) {
                    return item;
                }
                parser.skipChildren();
                item = parser.nextToken();
            }
        }
        return null;
    }

    private static Place of(JsonParser parser, JsonToken here) throws IOException {
        int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        parser.finishToken();
        int to = Math.toIntExact(parser.currentLocation().getByteOffset());
        return here == JsonToken.VALUE_STRING ? new Place(from + 1, to - 1) : new Place(from, to);
    }
}
