package dev.spillway.gateway.backend.chat;

import java.util.List;

/**
 * What a model that thinks aloud wrote before its answer, in one text with it. Servers that know the model put its thoughts into a
 * field or a part of their own; others pass on the marks of its template. The opening mark is often part of the prompt, so that only
 * the closing one is in the text.
 */
final class Thoughts {
    /** The marks of one family of models. */
    private record Marks(String open, String close) {}

    private static final List<Marks> FAMILIES = List.of(
            new Marks("<think>", "</think>"),
            new Marks("<thinking>", "</thinking>"),
            new Marks("<reasoning>", "</reasoning>"),
            new Marks("[THINK]", "[/THINK]"));

    private Thoughts() {}

    /** The text behind the thoughts, without the blanks before it: empty if they have no end; the whole text if there are none. */
    static String behind(String text) {
        String begun = text.stripLeading();
        for (Marks marks : FAMILIES) {
            if (begun.startsWith(marks.open)) {
                int end = begun.indexOf(marks.close);
                return end < 0
                        ? ""
                        : begun.substring(end + marks.close.length()).stripLeading();
            }
        }
        for (Marks marks : FAMILIES) {
            int end = text.indexOf(marks.close);
            if (end >= 0) {
                return text.substring(end + marks.close.length()).stripLeading();
            }
        }
        return text;
    }
}
