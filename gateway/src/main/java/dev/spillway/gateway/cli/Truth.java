package dev.spillway.gateway.cli;

import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.observe.OutcomeFileReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What counts as the right answer to a query. */
sealed interface Truth {
    /** Whether it is what a tier said; null where no one knows for this query. */
    @Nullable
    Boolean isRight(List<OutcomeFileReader.Line> query, OutcomeFileReader.Line line);

    /** What it is, for people: the end of the sentence "right is …". */
    String describes();

    /** What someone says it is, by query. A text is compared as it is, any other value as JSON. */
    record Labelled(Map<String, String> labels) implements Truth {
        @Override
        public @Nullable Boolean isRight(List<OutcomeFileReader.Line> query, OutcomeFileReader.Line line) {
            String label = labels.get(line.query());
            return label == null ? null : label.equals(text(line.said()));
        }

        private static @Nullable String text(@Nullable Object said) {
            return switch (said) {
                case null -> null;
                case String text -> text;
                case Object other -> new String(Json.write(other), StandardCharsets.UTF_8);
            };
        }

        @Override
        public String describes() {
            return "what equals the label";
        }
    }

    /** What one of the tiers said, which is so right by definition. */
    record SaidBy(String model) implements Truth {
        @Override
        public @Nullable Boolean isRight(List<OutcomeFileReader.Line> query, OutcomeFileReader.Line line) {
            for (OutcomeFileReader.Line one : query) {
                if (one.model().equals(model) && one.said() != null) {
                    return plain(one.said()).equals(line.said() == null ? null : plain(line.said()));
                }
            }
            return null;
        }

        /** Numbers are equal by their value, however they are written. */
        private static Object plain(Object value) {
            return switch (value) {
                case Number number -> number.doubleValue();
                case List<?> items ->
                    items.stream().map(item -> item == null ? "" : plain(item)).toList();
                case Map<?, ?> fields -> {
                    Map<Object, Object> all = new LinkedHashMap<>();
                    fields.forEach((key, field) -> all.put(String.valueOf(key), field == null ? "" : plain(field)));
                    yield all;
                }
                default -> value;
            };
        }

        @Override
        public String describes() {
            return "what " + model + " said, which so counts as always right: qualities are relative to it";
        }
    }

    /**
     * The tier behind which no other ever comes: the largest, since the rows of a call are in the order of its tiers. Null where
     * there is not just one.
     */
    static @Nullable String largest(Iterable<List<OutcomeFileReader.Line>> queries) {
        Set<String> models = new LinkedHashSet<>();
        Set<String> followed = new LinkedHashSet<>();
        for (List<OutcomeFileReader.Line> query : queries) {
            for (int at = 0; at < query.size(); at++) {
                models.add(query.get(at).model());
                if (at < query.size() - 1) {
                    followed.add(query.get(at).model());
                }
            }
        }
        models.removeAll(followed);
        return models.size() == 1 ? models.iterator().next() : null;
    }
}
