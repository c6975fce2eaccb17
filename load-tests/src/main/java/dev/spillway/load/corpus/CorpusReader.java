package dev.spillway.load.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the rows of a CSV file into tickets, leaving out the bad ones and refusing a file that is mostly bad. */
final class CorpusReader {
    private static final int LABELS_MAX = 1000;
    /** What stands where bytes were no UTF-8. */
    private static final char REPLACED = '\uFFFD';

    private static final int TEXT_CHARS_MAX = 20_000;
    /** Above this share of bad rows the file is more likely misread than untidy. */
    private static final double BAD_SHARE_MAX = 0.1;

    private final String file;
    private final Split split;
    private final List<Ticket> training = new ArrayList<>();
    private final List<Ticket> heldOut = new ArrayList<>();
    private final List<BadRow> bad = new ArrayList<>();

    CorpusReader(String file, Split split) {
        this.file = file;
        this.split = split;
    }

    Corpus read(List<Csv.Row> rows, String hash) throws BadCorpus {
        if (rows.isEmpty()) {
            throw new BadCorpus(file + ": the file is empty; it needs a header row and labelled texts");
        }
        Columns columns = Columns.of(rows.getFirst(), file);
        for (Csv.Row row : rows.subList(1, rows.size())) {
            String problem = problem(row, columns);
            if (problem.isEmpty()) {
                add(ticket(row, columns));
            } else {
                bad.add(new BadRow(row.line(), problem));
            }
        }
        var corpus = new Corpus(file, hash, List.copyOf(training), List.copyOf(heldOut), List.copyOf(bad));
        check(corpus, rows.size() - 1);
        return corpus;
    }

    private void add(Ticket ticket) {
        (ticket.heldOut() ? heldOut : training).add(ticket);
    }

    private static String problem(Csv.Row row, Columns columns) {
        if (!row.problem().isEmpty()) {
            return row.problem();
        }
        if (row.fields().size() != columns.count()) {
            return row.fields().size() + " fields, but the header names " + columns.count()
                    + "; a text with commas needs quotes around it";
        }
        String text = columns.at(row, columns.text());
        if (text.isEmpty()) {
            return "the text is empty";
        }
        if (text.length() > TEXT_CHARS_MAX) {
            return "the text has " + text.length() + " characters, the most is " + TEXT_CHARS_MAX;
        }
        if (row.fields().stream().anyMatch(field -> field.indexOf(REPLACED) >= 0)) {
            return "a field holds bytes that are not UTF-8";
        }
        if (columns.at(row, columns.label()).isEmpty()) {
            return "the label is empty";
        }
        String urgency = columns.at(row, columns.urgency());
        if (!urgency.isEmpty() && Urgency.of(urgency).isEmpty()) {
            return "the urgency \"" + urgency + "\" is none of low, normal, high";
        }
        return splitProblem(columns.at(row, columns.split()));
    }

    private static String splitProblem(String side) {
        return switch (side) {
            case "", "train", "held-out" -> "";
            default -> "the split \"" + side + "\" is neither train nor held-out";
        };
    }

    private Ticket ticket(Csv.Row row, Columns columns) {
        String subject = columns.at(row, columns.subject());
        String body = columns.at(row, columns.text());
        Optional<String> side = columns.maybe(row, columns.split());
        return new Ticket(
                columns.maybe(row, columns.id()).orElse("line-" + row.line()),
                subject,
                body,
                columns.at(row, columns.label()),
                Urgency.of(columns.at(row, columns.urgency())),
                columns.maybe(row, columns.orderId()),
                side.map("held-out"::equals).orElseGet(() -> split.holdsOut(subject + " " + body)));
    }

    private void check(Corpus corpus, int rows) throws BadCorpus {
        if (bad.size() > rows * BAD_SHARE_MAX) {
            throw new BadCorpus(
                    file + ": " + bad.size() + " of " + rows + " rows cannot be used, the first at " + bad.getFirst());
        }
        int labels = corpus.labels().size();
        if (labels < 2 || labels > LABELS_MAX) {
            throw new BadCorpus(file + ": " + labels + " labels to learn; there must be 2 to " + LABELS_MAX
                    + ". Is the label in the right column?");
        }
        if (heldOut.isEmpty()) {
            throw new BadCorpus(file + ": no row fell to the held-out part; add more rows (there are " + rows + ")");
        }
    }
}
