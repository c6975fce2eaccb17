package dev.spillway.rules.source;

import org.jspecify.annotations.Nullable;

/** What kind of value a field of the request has. */
public enum FieldType {
    TEXT("a text"),
    NUMBER("a number"),
    TRUTH("true or false"),
    LIST("a list"),
    FIELDS("a block of fields"),
    ANY("anything");

    private final String words;

    FieldType(String words) {
        this.words = words;
    }

    /** With its article. */
    public String words() {
        return words;
    }

    /** Whether a constant may ever equal such a field. */
    public boolean takes(@Nullable Object constant) {
        return switch (this) {
            case TEXT -> constant instanceof String;
            case NUMBER -> constant instanceof Number;
            case TRUTH -> constant instanceof Boolean;
            case LIST, FIELDS -> false;
            case ANY -> true;
        };
    }
}
