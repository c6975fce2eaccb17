package dev.spillway.cascade;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which tiers a call passes over, and why: each is journalled once. */
final class Passing {
    private final Cascade cascade;
    private final Call call;
    private final Set<Integer> told = new HashSet<>();
    private @Nullable Boolean hard;
    private Outcome.@Nullable Refused first;

    Passing(Cascade cascade, Call call) {
        this.cascade = cascade;
        this.call = call;
    }

    /** Whether the tier fits; where it does not, the journal says why. */
    boolean lets(int tier) {
        Outcome.Refused obstacle = obstacle(tier);
        if (obstacle == null) {
            return true;
        }
        first = first == null ? obstacle : first;
        if (told.add(tier)) {
            skip(tier, Entry.word(obstacle.why()), obstacle.detail());
        }
        return false;
    }

    /** Whether the tier fits, without a word. */
    boolean allows(int tier) {
        return obstacle(tier) == null;
    }

    private Outcome.@Nullable Refused obstacle(int tier) {
        Tier it = cascade.tiers().get(tier);
        long left = call.budget().leftNanos(cascade.time());
        long needed = it.neededNanos();
        if (needed > left || left == 0) {
            boolean observed = needed > it.least().toNanos();
            return Outcome.Refused.because(
                    Refusal.NO_BUDGET,
                    millis(left) + " was left, and "
                            + (observed
                                    ? it.percent() + " % of its recent answers took up to " + millis(needed)
                                    : "the least it takes is " + millis(needed)));
        }
        if (it.shut().getAsBoolean()) {
            return Outcome.Refused.because(Refusal.CIRCUIT_OPEN, "its breaker is open");
        }
        if (call.purse().left().compareTo(it.price()) < 0) {
            return Outcome.Refused.because(
                    Refusal.NO_MONEY,
                    "it costs " + it.price() + ", and " + call.purse().left() + " was left");
        }
        return null;
    }

    private static String millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis() + " ms";
    }

    /** Whether a small tier is likely to fail. */
    boolean isHard() {
        if (hard == null) {
            hard = cascade.hard() != null && cascade.hard().test(call);
        }
        return hard;
    }

    /** Whether there is time for the large tier alone, but not for both, and the small one is likely to fail. */
    boolean goesStraightTo(int entry, int last) {
        if (cascade.hard() == null || entry == last) {
            return false;
        }
        long small = cascade.tiers().get(entry).neededNanos();
        long large = cascade.tiers().get(last).neededNanos();
        return small + large > call.budget().leftNanos(cascade.time()) && allows(last) && isHard();
    }

    /** Notes that the tiers before the last were not even tried. */
    void direct(int entry, int last) {
        for (int tier = entry; tier < last; tier++) {
            told.add(tier);
            skip(tier, "hard", "the call is likely to need the large tier, and there is no time for both");
        }
    }

    private void skip(int tier, String reason, String detail) {
        call.journal().skip(Entry.Kind.TIER, cascade.tiers().get(tier).name(), reason, detail);
    }

    /** Why nothing was asked. */
    Outcome refusal() {
        return first != null ? first : Outcome.Refused.because(Refusal.NO_BUDGET, "no tier could be asked");
    }
}
