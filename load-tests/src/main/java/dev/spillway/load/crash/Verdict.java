package dev.spillway.load.crash;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param submitted tasks that were sent
 * @param acknowledged of them, those that the gateway answered for
 * @param lost of them, those that it knows no more
 * @param wrong what else was not as it must be
 * @param ranAgain tasks that ran more than once, each run being an attempt of its own
 */
record Verdict(Tally tally, int submitted, int acknowledged, List<Submission> lost, List<String> wrong, int ranAgain) {
    private static final double DOUBT = 0.05;
    private static final int SHOWN = 20;

    boolean isGood() {
        return lost.isEmpty() && wrong.isEmpty() && acknowledged > 0;
    }

    /**
     * The upper 95 % bound of a probability after no hit in so many independent trials: 1 − 0.05^(1/n), about 3/n (the rule of
     * three; Hanley and Lippman-Hand, JAMA 1983).
     */
    static double bound(int trials) {
        return trials == 0 ? 1 : 1 - Math.pow(DOUBT, 1.0 / trials);
    }

    /** Crashes before which at least one task was lost. */
    private long losing() {
        return lost.stream().mapToInt(Submission::crash).distinct().count();
    }

    Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", "crash");
        row.put("kills", tally.kills);
        row.put("cuts", tally.cuts);
        row.put("cuts_with_unsynced_writes", tally.cutsWithLoss);
        row.put("unsynced_writes", tally.unsynced);
        row.put("crashes_in_start", tally.inStart);
        row.put("submitted", submitted);
        row.put("acks", acknowledged);
        row.put("lost", lost.size());
        row.put("wrong", wrong.size());
        row.put("ran_again", ranAgain);
        row.put("listed", tally.listed);
        if (lost.isEmpty()) {
            row.put("loss_per_crash_95_upper", bound(tally.crashes()));
            row.put("loss_per_ack_95_upper", bound(acknowledged));
        }
        return row;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                """
                crashes          %,d: %,d kill -9, %,d power cuts; %,d of them while the gateway started
                power cuts       %,d found writes that were not synced, %,d in all; each lost none, some or all of them
                submitted        %,d tasks, %,d of them acknowledged; the store has %,d in the end
                lost             %,d of the acknowledged ones
                otherwise wrong  %,d
                ran again        %,d, after a crash had ended an attempt; none more often than it was begun
                """,
                tally.crashes(),
                tally.kills,
                tally.cuts,
                tally.inStart,
                tally.cutsWithLoss,
                tally.unsynced,
                submitted,
                acknowledged,
                tally.listed,
                lost.size(),
                wrong.size(),
                ranAgain));
        if (lost.isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "bound (95 %%)     at most %.1f %% of such crashes lose anything, at most %.4f %% of acknowledged"
                            + " tasks%n",
                    100 * bound(tally.crashes()),
                    100 * bound(acknowledged)));
        } else {
            text.append(String.format(Locale.ROOT, "losing crashes   %,d%n", losing()));
            lost.stream()
                    .limit(SHOWN)
                    .forEach(one -> text.append("  lost: ").append(one).append('\n'));
        }
        wrong.stream()
                .limit(SHOWN)
                .forEach(one -> text.append("  wrong: ").append(one).append('\n'));
        return text.toString();
    }
}
