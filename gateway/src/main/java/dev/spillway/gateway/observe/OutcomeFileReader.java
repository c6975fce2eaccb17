package dev.spillway.gateway.observe;

import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.json.MalformedJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link OutcomeFile} wrote. A line that can't be used, such as one cut by a full disk, is told and left out. */
public final class OutcomeFileReader {
    /**
     * What one tier said to one call.
     *
     * @param cascade the route and the branch, with a slash between them
     * @param said a plain value; null where the answer had none
     * @param confidence NaN where it is unknown
     */
    public record Line(
            String query,
            String cascade,
            String model,
            @Nullable Object said,
            double confidence,
            double cost,
            double latencyMillis) {}

    /** A line that can't be used, from 1. */
    public record Problem(int line, String what) {}

    /** What was read, in order. */
    public record Reading(List<Line> lines, List<Problem> problems) {}

    private OutcomeFileReader() {}

    /** Reads a file on the calling thread. */
    public static Reading read(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            int number = 1;
            for (String text = in.readLine(); text != null; text = in.readLine(), number++) {
                if (text.isBlank()) {
                    continue;
                }
                try {
                    lines.add(line(Json.read(text.getBytes(StandardCharsets.UTF_8))));
                } catch (MalformedJson | Unusable wrong) {
                    problems.add(new Problem(number, String.valueOf(wrong.getMessage())));
                }
            }
        }
        return new Reading(lines, problems);
    }

    private static Line line(@Nullable Object document) throws Unusable {
        if (!(document instanceof Map<?, ?> fields)) {
            throw new Unusable("an outcome is a JSON object");
        }
        Object confidence = fields.get("confidence");
        return new Line(
                text(fields, "query"),
                text(fields, "route") + "/" + text(fields, "cascade"),
                text(fields, "model"),
                fields.get("said"),
                confidence == null ? Double.NaN : number(fields, "confidence"),
                number(fields, "cost"),
                number(fields, "latencyMs"));
    }

    private static String text(Map<?, ?> fields, String key) throws Unusable {
        if (fields.get(key) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new Unusable(key + " is " + fields.get(key) + ", not a text");
    }

    private static double number(Map<?, ?> fields, String key) throws Unusable {
        if (fields.get(key) instanceof Number number) {
            return number.doubleValue();
        }
        throw new Unusable(key + " is " + fields.get(key) + ", not a number");
    }

    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String what) {
            super(what, null, false, false);
        }
    }
}
