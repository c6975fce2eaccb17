package dev.spillway.load.demo;

import java.util.List;
import java.util.Locale;

/** What came of the tickets, for people. */
final class Table {
    private static final String ROW = "%-4s  %-14s  %-44s  %-23s %-8s  %5s  %-8s  %-38s  %7s  %7s%n";
    private static final int TEXT_MOST = 44;

    private Table() {}

    static String of(List<Answered> all) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                ROW,
                "door",
                "route",
                "ticket",
                "intent",
                "severity",
                "sure",
                "quality",
                "source",
                "budget",
                "used"));
        all.forEach(one -> text.append(row(one)));
        long right = all.stream().filter(Answered::isRight).count();
        text.append(String.format(
                Locale.ROOT,
                "%n%d of %d intents are right (✓); the models had not seen these tickets.%n",
                right,
                all.size()));
        return text.toString();
    }

    /** The ticket that was sent while a server was stopped. */
    static String ofStandIn(Answered one) {
        return String.format(
                Locale.ROOT,
                "%nOne more while the server of delay-severity was stopped, which the route can't do without:%n%s"
                        + "It is marked as degraded: %s.%n",
                row(one),
                one.explanation());
    }

    private static String row(Answered one) {
        String intent = (one.isRight() ? "✓ " : "✗ ") + one.intent();
        boolean sure = one.reply() != null && one.reply().hasConfidence();
        return String.format(
                Locale.ROOT,
                ROW,
                one.door(),
                one.route(),
                shortened(one.ticket().text()),
                one.reply() == null ? "✗ " + one.problem() : intent,
                one.field("severity"),
                sure && one.reply() != null
                        ? String.format(Locale.ROOT, "%.2f", one.reply().getConfidence())
                        : "–",
                one.reply() == null ? "" : quality(one),
                one.sources(),
                one.budget().toMillis() + " ms",
                one.used().toMillis() + " ms");
    }

    private static String quality(Answered one) {
        return one.reply() == null
                ? ""
                : one.reply().getQuality().name().replace("QUALITY_", "").toLowerCase(Locale.ROOT);
    }

    static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= TEXT_MOST ? line : line.substring(0, TEXT_MOST - 1) + "…";
    }
}
