package dev.spillway.core.testing;

import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Piece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedStep} does when it is started, once. All times count from that start.
 *
 * @param offers what it offers before it ends
 * @param ending how it ends
 */
public record Script(List<Offered> offers, Ending ending) {

    /** An interim answer and its time. */
    public record Offered(Duration after, Outcome.Answer answer) {}

    /** One piece of a stream and its time. */
    public record Timed(Duration after, Piece piece) {}

    /** How a step ends. */
    public sealed interface Ending {
        /** With an outcome; at once, before {@code run} returns, where the time is zero. */
        record Completes(Duration after, Outcome outcome) implements Ending {}

        /**
         * With a streamed answer, which is decided when the first piece is there.
         *
         * @param answer the answer without its payload
         * @param pieces in order of time; the last one is the stream's last
         */
        record Streams(Outcome.Answer answer, List<Timed> pieces) implements Ending {}

        /** Not at all, unless it is cancelled. */
        record Never() implements Ending {}

        /** With a bug: its future fails. */
        record FailsFuture(Duration after, Throwable bug) implements Ending {}

        /** With a bug: it throws. */
        record Throws(RuntimeException bug) implements Ending {}

        /** With a bug: it returns null in place of a future. */
        record ReturnsNull() implements Ending {}
    }

    /** Ends so, without an offer. */
    public static Script of(Ending ending) {
        return new Script(List.of(), ending);
    }

    public static Script completes(Duration after, Outcome outcome) {
        return of(new Ending.Completes(after, outcome));
    }

    /** Streams these tokens, then its end, which has all of the text; {@code gap} lies between any two pieces. */
    public static Script streams(Duration first, Duration gap, String... tokens) {
        return streamed(first, gap, new Piece.End(text(tokens)), tokens);
    }

    /** Streams these tokens, then breaks off. */
    public static Script breaksOff(Duration first, Duration gap, Failure why, String... tokens) {
        return streamed(first, gap, new Piece.Broken(why, "as scripted"), tokens);
    }

    private static Script streamed(Duration first, Duration gap, Piece last, String... tokens) {
        List<Timed> pieces = new ArrayList<>();
        for (String token : tokens) {
            pieces.add(new Timed(first.plus(gap.multipliedBy(pieces.size())), new Piece.Token(token)));
        }
        pieces.add(new Timed(first.plus(gap.multipliedBy(pieces.size())), last));
        return of(new Ending.Streams(Answers.answer("streamed"), pieces));
    }

    private static Map<String, @Nullable Object> text(String... tokens) {
        return Map.of("text", String.join("", tokens));
    }

    /** The same with an offer before. */
    public Script offering(Duration after, Outcome.Answer interim) {
        if (interim.payload() instanceof Payload.Stream) {
            throw new IllegalArgumentException("an offer is whole, never a stream");
        }
        List<Offered> more = new ArrayList<>(offers);
        more.add(new Offered(after, interim));
        return new Script(List.copyOf(more), ending);
    }
}
