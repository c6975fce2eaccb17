package dev.spillway.gateway.edge.rest;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What form of reply a caller takes, by its {@code Accept} header (RFC 9110, 12.5.1). */
enum Accepts {
    /** One JSON object. */
    JSON,
    /** Server-sent events. */
    EVENTS,
    /** Nothing that the door can send. */
    NEITHER;

    private static final String EVENT_STREAM = "text/event-stream";
    private static final float ABSENT = -1;

    /** Events only where they are named and preferred to JSON: a wildcard asks for JSON. */
    static Accepts of(@Nullable String header) {
        if (header == null || header.isBlank() || header.equals("*/*") || header.equals("application/json")) {
            return JSON;
        }
        float events = ABSENT;
        float named = ABSENT;
        float application = ABSENT;
        float anything = ABSENT;
        for (String range : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            switch (parts[0].trim()) {
                case EVENT_STREAM -> events = quality(parts);
                case "application/json" -> named = quality(parts);
                case "application/*" -> application = quality(parts);
                case "*/*" -> anything = quality(parts);
                default -> {
                    // a form that the door does not have
                }
            }
        }
        if (events > 0 && events > named) {
            return EVENTS;
        }
        float json = named != ABSENT ? named : application != ABSENT ? application : anything;
        return json > 0 ? JSON : events > 0 ? EVENTS : NEITHER;
    }

    private static float quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim();
            if (parameter.startsWith("q=")) {
                try {
                    return Float.parseFloat(parameter.substring(2));
                } catch (NumberFormatException _) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
