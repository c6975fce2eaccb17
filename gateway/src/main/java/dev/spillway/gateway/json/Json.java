package dev.spillway.gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON documents as plain values.
 *
 * <p>A whole number that fits is a long; any other number is a double, and must be a finite one. Reading is strict (RFC
 * 8259): no comments, no {@code NaN}, nothing behind the document. A name that comes twice keeps its last value. Half a surrogate
 * pair becomes U+FFFD.
 */
public final class Json {
    /** How deep arrays and objects may be nested. */
    public static final int DEPTH_MOST = 100;

    private static final int NUMBER_MOST = 400; // digits: enough for every finite double written out
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MOST)
                    .maxNumberLength(NUMBER_MOST)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // names come from outside
            .build();

    private Json() {}

    static JsonParser parser(byte[] bytes) throws IOException {
        return FACTORY.createParser(bytes);
    }

    /**
     * A document that was read.
     *
     * @param remark what of it could not be kept as it was, or empty; no payload
     */
    public record Document(@Nullable Object value, String remark) {}

    /** Reads one document. */
    public static @Nullable Object read(byte[] bytes) throws MalformedJson {
        return document(bytes).value;
    }

    /** Reads one document, and tells what of it could not be kept. */
    public static Document document(byte[] bytes) throws MalformedJson {
        Object value = parsed(bytes);
        if (!Surrogates.areEscaped(bytes)) {
            return new Document(value, "");
        }
        Surrogates.Repaired repaired = Surrogates.repaired(value);
        return new Document(
                repaired.value(), repaired.replaced() ? "half a surrogate pair was replaced by U+FFFD" : "");
    }

    private static @Nullable Object parsed(byte[] bytes) throws MalformedJson {
        try (JsonParser parser = parser(bytes)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new MalformedJson("empty, where a JSON document was expected");
            }
            Object value = value(parser, first);
            if (parser.nextToken() != null) {
                throw at(parser, "more than one JSON document");
            }
            return value;
        } catch (JsonProcessingException malformed) {
            var place = malformed.getLocation();
            throw new MalformedJson("not JSON" + (place == null ? "" : " at byte " + place.getByteOffset()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the source is an array
        }
    }

    /**
     * Writes one document.
     *
     * @throws IllegalArgumentException where a value is not a plain one, or a number not finite
     */
    public static byte[] write(@Nullable Object value) {
        return write(value, false);
    }

    /** Writes one document to be read again by us: a double stays one, though it be whole. */
    public static byte[] store(@Nullable Object value) {
        return write(value, true);
    }

    private static byte[] write(@Nullable Object value, boolean isKept) {
        ByteArrayBuilder bytes = new ByteArrayBuilder(256);
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            write(generator, value, isKept);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the sink is an array
        }
        return bytes.toByteArray();
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException, MalformedJson {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw at(parser, "not JSON");
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException, MalformedJson {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            fields.put(name, value(parser, next(parser)));
        }
        return fields;
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException, MalformedJson {
        List<@Nullable Object> items = new ArrayList<>();
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            items.add(value(parser, token));
        }
        return items;
    }

    private static JsonToken next(JsonParser parser) throws IOException, MalformedJson {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw at(parser, "JSON that ends too early");
        }
        return token;
    }

    private static Object number(JsonParser parser) throws IOException, MalformedJson {
        Object number = JsonNumbers.read(parser);
        if (number == null) {
            throw at(parser, "a number too large for a double");
        }
        return number;
    }

    private static MalformedJson at(JsonParser parser, String problem) {
        return new MalformedJson(
                problem + " at byte " + parser.currentTokenLocation().getByteOffset());
    }

    private static void write(JsonGenerator generator, @Nullable Object value, boolean isKept) throws IOException {
        switch (value) {
            case null -> generator.writeNull();
            case String text -> generator.writeString(text);
            case Long number -> generator.writeNumber(number);
            case Integer number -> generator.writeNumber(number);
            case Double number when isKept -> generator.writeNumber(finite(number));
            case Double number -> JsonNumbers.write(generator, finite(number));
            case Boolean flag -> generator.writeBoolean(flag);
            case Map<?, ?> fields -> {
                generator.writeStartObject();
                for (Map.Entry<?, ?> field : fields.entrySet()) {
                    generator.writeFieldName(String.valueOf(field.getKey()));
                    write(generator, field.getValue(), isKept);
                }
                generator.writeEndObject();
            }
            case List<?> items -> {
                generator.writeStartArray();
                for (Object item : items) {
                    write(generator, item, isKept);
                }
                generator.writeEndArray();
            }
            default -> throw new IllegalArgumentException("not a plain value: " + value.getClass());
        }
    }

    private static double finite(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("JSON has no " + number);
        }
        return number;
    }
}
