package dev.spillway.core.layer;

import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Piece;
import dev.spillway.core.Refusal;
import dev.spillway.core.layer.Scenario.Part;
import dev.spillway.core.testing.Script;
import dev.spillway.core.testing.Script.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Computes from a scenario's scripts what must become of a call: each layer's promise as arithmetic on times, without
 * futures, timers and scopes. All times are nanoseconds since the scenario began.
 */
final class Oracle {
    static final long NEVER = Long.MAX_VALUE;

    private final Scenario scenario;

    Oracle(Scenario scenario) {
        this.scenario = scenario;
    }

    /** A start of a step: which one, on which path, when, with which deadline, and as a fallback of what. */
    record Start(String step, String path, long at, long deadline, String fallen) {}

    /** Something and its time. */
    record At<T>(long at, T what) {}

    /**
     * What becomes of a step that no one cancels.
     *
     * @param at when it is decided, or {@link #NEVER}
     * @param outcome null where it is never decided, or by a bug
     * @param bug the message of the bug that fails its future
     * @param pieces of a streamed answer, as the reader hears them
     * @param offers in order of time
     * @param starts of steps
     * @param maybe starts at the very moment of being cancelled: whichever is first is right
     * @param tie whether two answers came at once, either of which is right
     */
    record Fate(
            long at,
            @Nullable Outcome outcome,
            @Nullable String bug,
            List<At<Piece>> pieces,
            List<At<Outcome.Answer>> offers,
            List<Start> starts,
            List<Start> maybe,
            boolean tie) {

        boolean isAnswer() {
            return outcome instanceof Outcome.Answer;
        }

        private Fate decided(long when, Outcome what) {
            return new Fate(when, what, null, List.of(), offers, starts, maybe, tie);
        }

        private Fate heard(List<At<Piece>> other) {
            return new Fate(at, outcome, bug, other, offers, starts, maybe, tie);
        }

        /** As far as it comes when it is cancelled then; not its end. */
        private Fate cancelledAt(long when) {
            List<Start> late = starts.stream().filter(start -> start.at == when).toList();
            return new Fate(
                    NEVER,
                    null,
                    null,
                    List.of(),
                    offers.stream().filter(offer -> offer.at < when).toList(),
                    starts.stream().filter(start -> start.at < when).toList(),
                    join(late, maybe.stream().filter(start -> start.at <= when).toList()),
                    tie && at < when);
        }

        /** The same end, together with what happened beside or before it. */
        private Fate after(Fate other) {
            return new Fate(
                    at,
                    outcome,
                    bug,
                    pieces,
                    join(other.offers, offers).stream()
                            .sorted((one, two) -> Long.compare(one.at, two.at))
                            .toList(),
                    join(other.starts, starts),
                    join(other.maybe, maybe),
                    tie || other.tie);
        }
    }

    /** What becomes of a caller's call, the caller's leaving included. */
    Fate of(Scenario.Asking asking) {
        Fate fate = inside(0, asking.start(), asking.start() + asking.budget(), asking.path());
        long leaves = asking.start() + asking.leaves();
        if (fate.at > leaves) {
            Fate left = fate.cancelledAt(leaves);
            return left.decided(leaves, Outcome.Failed.cancelled("left"));
        }
        return fate.heard(cut(fate.pieces, leaves, Failure.CANCELLED));
    }

    private Fate inside(int place, long now, long deadline, String path) {
        if (place == scenario.parts().size()) {
            return step(Scenario.INNERMOST, path, now, deadline, "");
        }
        return switch (scenario.parts().get(place)) {
            case Part.Bounds(long most) ->
                bounded(now, Math.min(deadline, now + most), end -> inside(place + 1, now, end, path));
            case Part.Keeps(long kept) -> inside(place + 1, now, deadline - kept, path);
            case Part.Needs(long least) ->
                deadline - now < least ? nothing(now, Refusal.NO_BUDGET) : inside(place + 1, now, deadline, path);
            case Part.Falls(String name) -> {
                Fate inner = inside(place + 1, now, deadline, path);
                yield falls(inner) ? fallback(name, path, deadline, inner) : inner;
            }
            case Part.Hedges(long after, boolean allowed) -> {
                Fate first = inside(place + 1, now, deadline, path + ".1");
                yield allowed && first.at > now + after
                        ? race(first, inside(place + 1, now + after, deadline, path + ".2"))
                        : first;
            }
            case Part.Sheds(boolean full) ->
                full ? nothing(now, Refusal.OVERLOADED) : inside(place + 1, now, deadline, path);
            case Part.Observes _, Part.Scopes _ -> inside(place + 1, now, deadline, path);
        };
    }

    private static Fate nothing(long now, Refusal why) {
        Outcome refused = Outcome.Refused.because(why, "");
        return new Fate(now, refused, null, List.of(), List.of(), List.of(), List.of(), false);
    }

    private static Fate bounded(long now, long end, Function<Long, Fate> inside) {
        if (end <= now) {
            return nothing(now, Refusal.NO_BUDGET);
        }
        Fate inner = inside.apply(end);
        Outcome.Answer best =
                best(inner.offers.stream().filter(offer -> offer.at < end).toList());
        if (inner.at >= end) {
            return inner.cancelledAt(end)
                    .decided(end, best != null ? best : Outcome.Failed.because(Failure.TIMED_OUT, ""));
        }
        boolean without = inner.outcome == null
                || inner.outcome instanceof Outcome.Failed
                || inner.outcome instanceof Outcome.Refused;
        if (without && best != null) {
            return inner.decided(inner.at, best);
        }
        return inner.heard(cut(inner.pieces, end, Failure.TIMED_OUT));
    }

    /** The latest of those that no other one beats. */
    private static Outcome.@Nullable Answer best(List<At<Outcome.Answer>> offers) {
        return offers.stream()
                .map(At::what)
                .filter(one -> offers.stream().noneMatch(other -> other.what.isBetterThan(one)))
                .reduce((_, later) -> later)
                .orElse(null);
    }

    private static List<At<Piece>> cut(List<At<Piece>> pieces, long end, Failure why) {
        if (pieces.isEmpty() || pieces.getLast().at < end) {
            return pieces;
        }
        List<At<Piece>> heard =
                new ArrayList<>(pieces.stream().filter(piece -> piece.at < end).toList());
        heard.add(new At<>(end, new Piece.Broken(why, "")));
        return heard;
    }

    private static boolean falls(Fate inner) {
        if (inner.at == NEVER) {
            return false;
        }
        return switch (inner.outcome) {
            case null -> true;
            case Outcome.Answer _, Outcome.Deferred _ -> false;
            case Outcome.Failed _ -> true;
            case Outcome.Refused refused ->
                List.of(Refusal.NO_BUDGET, Refusal.NO_MONEY, Refusal.OVERLOADED, Refusal.CIRCUIT_OPEN)
                        .contains(refused.why());
        };
    }

    private Fate fallback(String name, String path, long deadline, Fate inner) {
        Fate fallback = step(name, path, inner.at, deadline, word(inner.outcome));
        boolean helps = fallback.outcome == null
                || fallback.outcome instanceof Outcome.Answer
                || fallback.outcome instanceof Outcome.Deferred;
        Fate result = helps
                ? fallback
                : new Fate(
                        fallback.at,
                        inner.outcome,
                        inner.bug,
                        List.of(),
                        fallback.offers,
                        fallback.starts,
                        List.of(),
                        false);
        return result.after(inner);
    }

    /** What fell, in a word: why it failed or was refused. */
    static String word(@Nullable Outcome outcome) {
        return switch (outcome) {
            case null -> Failure.DEFECT.name();
            case Outcome.Failed failed -> failed.why().name();
            case Outcome.Refused refused -> refused.why().name();
            case Outcome.Answer _, Outcome.Deferred _ -> "";
        };
    }

    private static Fate race(Fate first, Fate second) {
        if (first.isAnswer() && (!second.isAnswer() || first.at <= second.at)) {
            Fate won = first.after(second.cancelledAt(first.at));
            return second.isAnswer() && first.at == second.at ? tied(won) : won;
        }
        if (second.isAnswer()) {
            return second.after(first.cancelledAt(second.at));
        }
        Fate both = first.outcome instanceof Outcome.Refused ? second.after(first) : first.after(second);
        return new Fate(
                Math.max(first.at, second.at),
                both.outcome,
                both.bug,
                List.of(),
                both.offers,
                both.starts,
                both.maybe,
                both.tie);
    }

    private static Fate tied(Fate won) {
        return new Fate(won.at, won.outcome, won.bug, won.pieces, won.offers, won.starts, won.maybe, true);
    }

    private Fate step(String step, String path, long now, long deadline, String fallen) {
        Script script = scenario.script(step, path);
        List<At<Outcome.Answer>> offers = script.offers().stream()
                .map(offer -> new At<>(now + offer.after().toNanos(), offer.answer()))
                .sorted((one, two) -> Long.compare(one.at, two.at))
                .toList();
        List<Start> start = List.of(new Start(step, path, now, deadline, fallen));
        Fate open = new Fate(NEVER, null, null, List.of(), offers, start, List.of(), false);
        return switch (script.ending()) {
            case Ending.Completes(Duration after, Outcome outcome) -> open.decided(now + after.toNanos(), outcome);
            case Ending.Streams(Outcome.Answer answer, List<Script.Timed> pieces) -> {
                List<At<Piece>> heard = pieces.stream()
                        .map(piece -> new At<>(now + piece.after().toNanos(), piece.piece()))
                        .toList();
                yield open.decided(heard.getFirst().at, answer).heard(heard);
            }
            case Ending.Never _ -> open;
            case Ending.FailsFuture(Duration after, Throwable bug) -> broken(open, now + after.toNanos(), bug);
            case Ending.Throws(RuntimeException bug) -> broken(open, now, bug);
            case Ending.ReturnsNull _ -> throw new IllegalStateException("no scenario draws that");
        };
    }

    private static Fate broken(Fate open, long at, Throwable bug) {
        return new Fate(at, null, bug.getMessage(), List.of(), open.offers, open.starts, List.of(), false);
    }

    private static <T> List<T> join(List<T> first, List<T> second) {
        List<T> both = new ArrayList<>(first);
        both.addAll(second);
        return List.copyOf(both);
    }
}
