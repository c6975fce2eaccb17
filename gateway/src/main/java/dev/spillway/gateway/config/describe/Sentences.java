package dev.spillway.gateway.config.describe;

import dev.spillway.gateway.config.TextForm;
import dev.spillway.gateway.config.shape.Limits;
import dev.spillway.gateway.config.shape.Shape;
import dev.spillway.gateway.config.shape.Slot;

/** What is said of a key: its own sentence, and what its bounds and its restart mean. */
final class Sentences {
    private Sentences() {}

    static String of(Slot slot) {
        StringBuilder said = new StringBuilder(slot.doc());
        switch (slot.shape()) {
            case Shape.Scalar<?> scalar -> append(said, bounds(scalar.limits()));
            case Shape.Named named -> {
                append(said, entries(named.entries()));
                if (named.keys() != null && named.keys() != TextForm.LINE) {
                    append(said, "each key is " + named.keys().words());
                }
            }
            case Shape.Listing listing -> append(said, entries(listing.entries()));
            case Shape.Anything _, Shape.Block _, Shape.OneOf _ -> {}
        }
        append(said, slot.restart() ? "a change needs a restart" : "");
        return said.toString();
    }

    /** The bounds; that nothing is negative goes without saying. */
    private static String bounds(Limits limits) {
        boolean natural = limits.least().matches("0(ms)?");
        return (natural ? new Limits("", limits.above(), limits.most()) : limits).words();
    }

    private static String entries(Limits limits) {
        String words = limits.words();
        return words.isEmpty() ? "" : words + (words.endsWith(" 1") ? " entry" : " entries");
    }

    private static void append(StringBuilder said, String more) {
        if (!more.isEmpty()) {
            said.append(' ')
                    .append(Character.toUpperCase(more.charAt(0)))
                    .append(more, 1, more.length())
                    .append('.');
        }
    }
}
