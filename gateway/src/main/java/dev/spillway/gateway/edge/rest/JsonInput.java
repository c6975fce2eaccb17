package dev.spillway.gateway.edge.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.spillway.core.Violations;
import dev.spillway.gateway.json.JsonNumbers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object as plain values, as a protobuf struct would carry them: every number is a double, or refused where that would change it.
 *
 * <p>Where a value can't be carried, the violation says where, and reading goes on, so that all are told at once.
 */
final class JsonInput {
    private final JsonParser parser;
    private final Violations violations;

    /** Reads from a parser that stands at the bracket that opens the object. */
    JsonInput(JsonParser parser, Violations violations) {
        this.parser = parser;
        this.violations = violations;
    }

    /** Reads to the bracket that closes the object. */
    Map<String, @Nullable Object> object() throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (fields.containsKey(name)) {
                wrong("the field stands twice", "keep one of the two");
            }
            if (isBroken(name)) {
                wrong("the name holds half of a surrogate pair", "send whole characters");
            }
            fields.put(name, value(parser.nextToken()));
        }
        return fields;
    }

    private List<@Nullable Object> list() throws IOException {
        List<@Nullable Object> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            values.add(value(token));
        }
        return values;
    }

    private @Nullable Object value(JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> list();
            case VALUE_STRING -> text();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("no value begins with " + token);
        };
    }

    private String text() throws IOException {
        String text = parser.getText();
        if (isBroken(text)) {
            wrong("the text holds half of a surrogate pair", "send whole characters");
        }
        return text;
    }

    private double number() throws IOException {
        Double number = JsonNumbers.carried(parser);
        if (number == null) {
            wrong("a number can't carry this one exactly", "send it as a string of digits");
            return 0;
        }
        return number;
    }

    private void wrong(String problem, String mend) {
        tell(parser, violations, problem, mend);
    }

    /** Says that something is wrong where a parser stands. */
    static void tell(JsonParser parser, Violations violations, String problem, String mend) {
        if (violations.isFull()) {
            violations.addUntold();
        } else {
            violations.add(path(parser.getParsingContext()), problem, mend);
        }
    }

    /** JSON can write half of a surrogate pair; neither UTF-8 nor protobuf can carry it on. */
    private static boolean isBroken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (Character.isSurrogate(one)) {
                boolean whole = Character.isHighSurrogate(one)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!whole) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** Where the parser stands: {@code input.items[2].id}. */
    static String path(JsonStreamContext context) {
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at = context; at != null && !at.inRoot(); at = at.getParent()) {
            if (at.inArray()) {
                path.insert(0, "[" + Math.max(0, at.getCurrentIndex()) + "]");
            } else if (at.getCurrentName() != null) {
                path.insert(0, "." + at.getCurrentName());
            }
        }
        return path.isEmpty() ? "" : path.substring(1);
    }
}
