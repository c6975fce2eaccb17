package dev.spillway.core.layer;

import static dev.spillway.core.testing.Answers.answer;

import dev.spillway.core.Confidence;
import dev.spillway.core.Failure;
import dev.spillway.core.Handle;
import dev.spillway.core.Outcome;
import dev.spillway.core.Piece;
import dev.spillway.core.Quality;
import dev.spillway.core.Refusal;
import dev.spillway.core.testing.Script;
import dev.spillway.core.testing.Script.Ending;
import dev.spillway.core.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A random route and its random callers: layers in random order around steps that follow random scripts.
 *
 * <p>Times are drawn to the nanosecond, so that two things happen at once only where the layers make it so.
 *
 * @param parts the layers, outermost first
 * @param callers in order of arrival
 * @param deaf whether the innermost step can't be cancelled
 * @param seed draws the scripts: the same one for the same step on the same path, whoever asks
 */
record Scenario(List<Part> parts, List<Asking> callers, boolean deaf, long seed) {
    static final String INNERMOST = "innermost";
    private static final long MS = 1_000_000;
    private static final long FOREVER = 10_000 * MS;

    /** A layer and its settings. Times in nanoseconds. */
    sealed interface Part {
        record Bounds(long most) implements Part {}

        record Keeps(long kept) implements Part {}

        record Needs(long least) implements Part {}

        /** Falls back on the step of this name. */
        record Falls(String name) implements Part {}

        record Hedges(long after, boolean allowed) implements Part {}

        record Sheds(boolean full) implements Part {}

        record Observes(String name) implements Part {}

        record Scopes() implements Part {}
    }

    /** One who asks, and may leave before there is an answer. Times in nanoseconds; the last one after the start. */
    record Asking(String path, long start, long budget, long leaves) {}

    static Scenario draw(SplittableRandom random) {
        List<Part> parts = new ArrayList<>();
        for (int count = random.nextInt(7); count > 0; count--) {
            parts.add(part(random, parts.size()));
        }
        List<Asking> callers = new ArrayList<>();
        long start = 0;
        for (int count = random.nextInt(4) == 0 ? 3 : 1; count > 0; count--) {
            long leaves = random.nextInt(4) == 0 ? upTo(150, random) : FOREVER;
            callers.add(new Asking("caller" + callers.size(), start, upTo(150, random), leaves));
            start += upTo(50, random);
        }
        return new Scenario(parts, callers, random.nextInt(12) == 0, random.nextLong());
    }

    private static Part part(SplittableRandom random, int place) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> new Part.Bounds(upTo(120, random));
            case 3 -> random.nextBoolean() ? new Part.Keeps(upTo(30, random)) : new Part.Needs(upTo(60, random));
            case 4, 5 -> new Part.Falls("fallback" + place);
            case 6, 7 -> new Part.Hedges(upTo(60, random), random.nextInt(5) > 0);
            case 8 ->
                random.nextInt(3) > 0 ? new Part.Observes("part" + place) : new Part.Sheds(random.nextInt(4) == 0);
            default -> new Part.Scopes();
        };
    }

    /** A time in (0, most]. */
    private static long upTo(int mostMs, SplittableRandom random) {
        return 1 + random.nextLong(mostMs * MS);
    }

    /** What the step does when it is asked on this path. */
    Script script(String step, String path) {
        SplittableRandom random = new SplittableRandom(seed ^ (step + path).hashCode() * 0x9E3779B97F4A7C15L);
        long endNanos = random.nextInt(10) == 0 ? 0 : upTo(100, random);
        Script script = Script.of(ending(random, step + " for " + path, endNanos));
        if (script.ending() instanceof Ending.Throws) {
            return script;
        }
        for (int count = random.nextInt(6) - 3; count > 0 && endNanos > 0; count--) {
            String label = "offer " + count + " of " + step + " for " + path;
            script = script.offering(Duration.ofNanos(random.nextLong(endNanos)), judged(label, random));
        }
        return script;
    }

    private static Ending ending(SplittableRandom random, String label, long endNanos) {
        Duration after = Duration.ofNanos(endNanos);
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> new Ending.Completes(after, judged(label, random));
            case 4, 5, 6 -> streams(random, label, endNanos);
            case 7, 8 -> failed(after, Seeds.pick(random, Failure.values()));
            case 9, 10 -> refused(after, Seeds.pick(random, Refusal.values()));
            case 11 ->
                random.nextBoolean()
                        ? new Ending.Completes(after, new Outcome.Deferred(new Handle(label)))
                        : new Ending.Never();
            case 12 -> new Ending.FailsFuture(after, new IllegalStateException(label));
            default -> random.nextBoolean() ? new Ending.Throws(new IllegalStateException(label)) : new Ending.Never();
        };
    }

    private static Ending failed(Duration after, Failure why) {
        return new Ending.Completes(after, Outcome.Failed.because(why, "as scripted"));
    }

    private static Ending refused(Duration after, Refusal why) {
        return new Ending.Completes(after, Outcome.Refused.because(why, "as scripted"));
    }

    private static Ending streams(SplittableRandom random, String label, long firstNanos) {
        List<Script.Timed> pieces = new ArrayList<>();
        long at = firstNanos;
        for (int count = random.nextInt(4); count > 0; count--) {
            pieces.add(new Script.Timed(Duration.ofNanos(at), new Piece.Token(label + "#" + count)));
            at += upTo(40, random);
        }
        Piece last = random.nextInt(4) == 0
                ? new Piece.Broken(Failure.BACKEND_ERROR, label)
                : new Piece.End(Map.of("text", label));
        pieces.add(new Script.Timed(Duration.ofNanos(at), last));
        return new Ending.Streams(judged(label, random), pieces);
    }

    private static Outcome.Answer judged(String label, SplittableRandom random) {
        Confidence confidence =
                random.nextInt(3) == 0 ? Confidence.unknown() : Confidence.of(random.nextInt(10) / 10.0);
        return answer(label).with(Seeds.pick(random, Quality.values())).with(confidence);
    }
}
