package dev.spillway.load.corpus;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where the columns of a corpus stand; {@code text} and {@code label} have to be there, the others may be. */
record Columns(int count, int text, int label, int id, int subject, int urgency, int orderId, int split) {
    private static final int ABSENT = -1;

    static Columns of(Csv.Row header, String file) throws BadCorpus {
        List<String> names = header.fields().stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        return new Columns(
                names.size(),
                required(names, file, "text", "body"),
                required(names, file, "label", "category", "intent"),
                first(names, "id"),
                first(names, "subject"),
                first(names, "urgency"),
                first(names, "order_id"),
                first(names, "split"));
    }

    String at(Csv.Row row, int column) {
        return column == ABSENT ? "" : row.fields().get(column).strip();
    }

    Optional<String> maybe(Csv.Row row, int column) {
        return Optional.of(at(row, column)).filter(value -> !value.isEmpty());
    }

    private static int required(List<String> names, String file, String... accepted) throws BadCorpus {
        int column = first(names, accepted);
        if (column == ABSENT) {
            throw new BadCorpus(file + ", line 1: no column \"" + String.join("\" or \"", accepted)
                    + "\" in the header " + names + "; the first row must name the columns, as in: text,label");
        }
        return column;
    }

    private static int first(List<String> names, String... accepted) {
        for (String name : accepted) {
            int column = names.indexOf(name);
            if (column != ABSENT) {
                return column;
            }
        }
        return ABSENT;
    }
}
