package dev.spillway.load.corpus;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How soon a person should see a ticket, as the corpus has it. */
public enum Urgency {
    LOW,
    NORMAL,
    HIGH;

    /** The name in files and on the wire. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Urgency> of(String label) {
        return Arrays.stream(values())
                .filter(urgency -> urgency.label().equals(label))
                .findFirst();
    }
}
