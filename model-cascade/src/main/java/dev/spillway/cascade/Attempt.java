package dev.spillway.cascade;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Outcome;
import dev.spillway.core.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One tier being asked for one call. */
final class Attempt {
    private final int tier;
    private final boolean usual;
    private final Call call;
    private final Entry entry;
    private final List<Time.Timer> timers = new ArrayList<>(2);
    private Outcome.@Nullable Answer answer;
    private boolean over;

    /**
     * An attempt that begins now.
     *
     * @param usual whether the course led to it
     * @param call with a scope, a purse and a journal of the attempt's own
     */
    Attempt(int tier, boolean usual, Call call, Entry entry) {
        this.tier = tier;
        this.usual = usual;
        this.call = call;
        this.entry = entry;
    }

    int tier() {
        return tier;
    }

    boolean isUsual() {
        return usual;
    }

    Call call() {
        return call;
    }

    Entry entry() {
        return entry;
    }

    void await(Time.Timer timer) {
        timers.add(timer);
    }

    /** Notes that it has an outcome. */
    void ended(Outcome outcome) {
        over = true;
        answer = outcome instanceof Outcome.Answer said ? said : null;
        stopWaiting();
    }

    /** Takes back its timers. */
    void stopWaiting() {
        timers.forEach(Time.Timer::cancel);
        timers.clear();
    }

    boolean isOver() {
        return over;
    }

    /** What it said, as a log of outcomes wants it; null where it has no answer. */
    @Nullable
    Heard heard(String name) {
        return answer == null
                ? null
                : new Heard(name, answer, call.purse().spent(), Duration.ofNanos(entry.usedNanos()));
    }
}
