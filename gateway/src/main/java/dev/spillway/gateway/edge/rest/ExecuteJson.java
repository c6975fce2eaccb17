package dev.spillway.gateway.edge.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.spillway.core.Priority;
import dev.spillway.core.Violations;
import dev.spillway.core.Wish;
import dev.spillway.expressions.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An {@code ExecuteRequest} as JSON, read by the rules of protobuf's JSON mapping: names in lowerCamelCase or as in the
 * proto, null as absent, an unknown field refused. All violations are gathered; only text that is no JSON ends the reading.
 */
final class ExecuteJson {
    /** How deep an input may be nested, itself included. Protobuf's own limit lets the gRPC door take 33. */
    static final int DEPTH_MOST = 32;

    /** How many brackets, names and values a request may have. */
    static final int TOKENS_MOST = 100_000;

    /** How many characters a name may have. */
    static final int NAME_MOST = 1_000;

    /** How many characters a number may have. */
    static final int NUMBER_MOST = 1_000;

    private static final List<String> FIELDS = List.of("input", "budget", "metadata", "offload", "route");
    private static final List<String> METADATA = List.of("priority", "labels", "idempotencyKey");
    private static final Map<String, Priority> PRIORITIES = Map.of(
            "PRIORITY_LOW", Priority.LOW,
            "PRIORITY_NORMAL", Priority.NORMAL,
            "PRIORITY_HIGH", Priority.HIGH,
            "PRIORITY_CRITICAL", Priority.CRITICAL);
    private static final String UNSPECIFIED = "PRIORITY_UNSPECIFIED";
    private static final int NAME_SHOWN = 60;

    private final JsonParser parser;
    private final String path;
    private final Violations violations = new Violations();

    private Map<String, @Nullable Object> input = Map.of();
    private @Nullable Duration budget;
    private @Nullable Priority priority;
    private Map<String, String> labels = Map.of();
    private @Nullable String idempotencyKey;
    private @Nullable Wish wish;

    private ExecuteJson(JsonParser parser, String route) {
        this.parser = parser;
        this.path = route;
    }

    /**
     * What a request's body says.
     *
     * @param violations what is wrong with it, to be added to; where there are any, the rest is not to be relied on
     */
    record Body(
            Map<String, @Nullable Object> input,
            @Nullable Duration budget,
            @Nullable Priority priority,
            Map<String, String> labels,
            @Nullable String idempotencyKey,
            @Nullable Wish wish,
            Violations violations) {}

    /** Thrown for a text that is no JSON, or beyond the limits; the message is for the caller to read. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final String detail;

        Malformed(String detail) {
            super(detail, null, false, false); // what a client sends is no reason to walk the stack
            this.detail = detail;
        }

        String detail() {
            return detail;
        }
    }

    /** For requests of at most {@code bytesMost} bytes. A caller's names are not interned: they would never leave. */
    static JsonFactory factory(int bytesMost) {
        return JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .recyclerPool(JsonRecyclerPools.threadLocalPool())
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(bytesMost)
                        .maxTokenCount(TOKENS_MOST)
                        .maxNestingDepth(DEPTH_MOST + 1)
                        .maxNameLength(NAME_MOST)
                        .maxNumberLength(NUMBER_MOST)
                        .maxStringLength(bytesMost)
                        .build())
                .build();
    }

    /**
     * Reads a whole body.
     *
     * @param route the route in the path, which a field of this name must agree with
     */
    static Body read(JsonFactory json, byte[] body, String route) throws Malformed {
        try (JsonParser parser = json.createParser(body)) {
            ExecuteJson reading = new ExecuteJson(parser, route);
            reading.whole();
            return new Body(
                    reading.input,
                    reading.budget,
                    reading.priority,
                    reading.labels,
                    reading.idempotencyKey,
                    reading.wish,
                    reading.violations);
        } catch (StreamConstraintsException beyond) {
            throw new Malformed("the JSON is beyond the limits" + at(beyond) + ": at most " + DEPTH_MOST
                    + " levels deep, " + TOKENS_MOST + " names and values, names of " + NAME_MOST
                    + " and numbers of " + NUMBER_MOST + " characters");
        } catch (JsonProcessingException wrong) {
            throw new Malformed("this is no JSON" + at(wrong) + ": " + wrong.getOriginalMessage());
        } catch (IOException impossible) {
            throw new UncheckedIOException("an array of bytes can be read", impossible);
        }
    }

    private static String at(JsonProcessingException wrong) {
        return wrong.getLocation() == null
                ? ""
                : ", in line " + wrong.getLocation().getLineNr() + ", column "
                        + wrong.getLocation().getColumnNr();
    }

    private void whole() throws IOException, Malformed {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new Malformed("the body is empty; send a JSON object such as {\"input\": {…}}");
        }
        if (first != JsonToken.START_OBJECT) {
            throw new Malformed("the body is no JSON object; send one such as {\"input\": {…}}");
        }
        fields(FIELDS, this::field);
        if (parser.nextToken() != null) {
            throw new Malformed("something follows the JSON object; send one object only");
        }
    }

    private interface Field {
        /** Reads the value that begins with a token. */
        void read(String name, JsonToken token) throws IOException;
    }

    /** Reads the fields of an object that knows its names. */
    private void fields(List<String> known, Field field) throws IOException {
        Set<String> seen = new HashSet<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            String canonical = name.equals("idempotency_key") ? "idempotencyKey" : name;
            if (!known.contains(canonical)) {
                wrong("there is no field " + shown(name), unknown(name, known));
                parser.skipChildren();
            } else if (!seen.add(canonical)) {
                wrong("the field stands twice", "keep one of the two");
                parser.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                field.read(canonical, token);
            }
        }
    }

    private void field(String name, JsonToken token) throws IOException {
        switch (name) {
            case "input" -> {
                if (is(JsonToken.START_OBJECT, token, "an object")) {
                    input = new JsonInput(parser, violations).object();
                }
            }
            case "budget" -> {
                if (is(JsonToken.VALUE_STRING, token, "a text such as \"150ms\"")) {
                    budget = budget(parser.getText());
                }
            }
            case "metadata" -> {
                if (is(JsonToken.START_OBJECT, token, "an object")) {
                    fields(METADATA, this::metadata);
                }
            }
            case "offload" -> {
                if (is(JsonToken.START_OBJECT, token, "an object")) {
                    OffloadFields said = new OffloadFields();
                    fields(OffloadFields.NAMES, said::read);
                    wish = said.wish();
                }
            }
            default -> {
                if (is(JsonToken.VALUE_STRING, token, "a text")
                        && !parser.getText().equals(path)) {
                    wrong(
                            "the body names another route than the path",
                            "leave the field out: the path names the route");
                }
            }
        }
    }

    private void metadata(String name, JsonToken token) throws IOException {
        switch (name) {
            case "priority" -> priority(token);
            case "labels" -> {
                if (is(JsonToken.START_OBJECT, token, "an object of texts")) {
                    labels();
                }
            }
            default -> {
                if (is(JsonToken.VALUE_STRING, token, "a text")) {
                    idempotencyKey = parser.getText();
                }
            }
        }
    }

    /** The fields of a wish for a durable task. */
    private final class OffloadFields {
        static final List<String> NAMES = List.of("mode", "callback", "deadline", "priority", "attempts");
        private static final Map<String, Wish.Mode> MODES =
                Map.of("MODE_UNSPECIFIED", Wish.Mode.ROUTE, "MODE_ALSO", Wish.Mode.ALSO, "MODE_ONLY", Wish.Mode.ONLY);

        private Wish.Mode mode = Wish.Mode.ROUTE;
        private @Nullable String callback;
        private @Nullable Duration deadline;
        private @Nullable Integer priority;
        private @Nullable Integer attempts;

        void read(String name, JsonToken token) throws IOException {
            switch (name) {
                case "priority" -> priority = whole(token);
                case "attempts" -> attempts = whole(token);
                default -> {
                    if (is(JsonToken.VALUE_STRING, token, "a text")) {
                        text(name, parser.getText());
                    }
                }
            }
        }

        private void text(String name, String text) {
            switch (name) {
                case "mode" -> {
                    Wish.Mode known = MODES.get(text);
                    if (known == null) {
                        wrong("there is no mode " + shown(text), "send MODE_ALSO or MODE_ONLY");
                    } else {
                        mode = known;
                    }
                }
                case "callback" -> callback = text.isEmpty() ? null : text;
                default -> deadline = budget(text);
            }
        }

        private @Nullable Integer whole(JsonToken token) throws IOException {
            return is(JsonToken.VALUE_NUMBER_INT, token, "a whole number") ? parser.getValueAsInt(-1) : null;
        }

        Wish wish() {
            return new Wish(mode, callback, deadline, priority, attempts, null);
        }
    }

    private @Nullable Duration budget(String text) {
        Duration read = BudgetText.read(text);
        if (read == null) {
            wrong(shown(text) + " is no budget", BudgetText.MEND);
        }
        return read;
    }

    private void priority(JsonToken token) throws IOException {
        String name;
        if (token == JsonToken.VALUE_NUMBER_INT) {
            var known = dev.spillway.proto.v1.Priority.forNumber(parser.getValueAsInt(-1));
            name = known == null ? parser.getText() : known.name();
        } else if (is(JsonToken.VALUE_STRING, token, "a text")) {
            name = parser.getText();
        } else {
            return;
        }
        priority = PRIORITIES.get(name);
        if (priority == null && !name.equals(UNSPECIFIED)) {
            wrong(
                    "there is no priority " + shown(name),
                    "send PRIORITY_LOW, PRIORITY_NORMAL, PRIORITY_HIGH or PRIORITY_CRITICAL");
        }
    }

    private void labels() throws IOException {
        labels = new HashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (is(JsonToken.VALUE_STRING, parser.nextToken(), "a text")
                    && labels.put(name, parser.getText()) != null) {
                wrong("the label stands twice", "keep one of the two");
            }
        }
    }

    /** Whether a value is what it should be; where not, says so and skips it. */
    private boolean is(JsonToken wanted, JsonToken found, String form) throws IOException {
        if (found == wanted) {
            return true;
        }
        String what = switch (found) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "null";
        };
        wrong("this is " + what, "send " + form);
        parser.skipChildren();
        return false;
    }

    private static String unknown(String name, List<String> known) {
        return Names.nearest(name, known)
                .map(meant -> "write " + meant)
                .orElse("the fields here are "
                        + String.join(
                                ", ",
                                known.stream()
                                        .filter(one -> !one.equals("route"))
                                        .toList()));
    }

    private static String shown(String text) {
        return text.length() <= NAME_SHOWN ? "\"" + text + "\"" : "\"" + text.substring(0, NAME_SHOWN) + "…\"";
    }

    private void wrong(String problem, String mend) {
        JsonInput.tell(parser, violations, problem, mend);
    }
}
