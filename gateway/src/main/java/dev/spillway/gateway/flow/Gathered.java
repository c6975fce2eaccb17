package dev.spillway.gateway.flow;

import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Piece;
import dev.spillway.core.Pieces;
import dev.spillway.core.Step;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a streamed answer to its end, so that expressions can read it whole: its text as the field {@code text}, unless its
 * end says otherwise, beside the fields that come with its end.
 *
 * @param textMax the most characters of its text
 */
record Gathered(int textMax) implements Layer {
    static final int TEXT_MAX = 1 << 20;

    @Override
    public Step around(Step inner) {
        return call -> {
            Future<Outcome> outcome = inner.run(call);
            if (outcome.succeeded() && !isStream(outcome.result())) {
                return outcome; // the common case costs nothing
            }
            return outcome.compose(it ->
                    it instanceof Outcome.Answer answer && answer.payload() instanceof Payload.Stream(Pieces pieces)
                            ? new Reading(answer, pieces).whole()
                            : Future.succeededFuture(it));
        };
    }

    private static boolean isStream(Outcome outcome) {
        return outcome instanceof Outcome.Answer answer && answer.payload() instanceof Payload.Stream;
    }

    private final class Reading {
        private final Outcome.Answer answer;
        private final Pieces pieces;
        private final StringBuilder text = new StringBuilder();
        private final Promise<Outcome> outcome = Promise.promise();
        private boolean tooLong;

        Reading(Outcome.Answer answer, Pieces pieces) {
            this.answer = answer;
            this.pieces = pieces;
        }

        Future<Outcome> whole() {
            read();
            return outcome.future();
        }

        /** A loop, not a recursion: any number of pieces may be there at once. */
        private void read() {
            while (!outcome.future().isComplete()) {
                Future<Piece> next = Future.succeededFuture(pieces).compose(Pieces::next); // a throw fails the future
                if (!next.isComplete()) {
                    next.onComplete(piece -> {
                        take(piece);
                        read();
                    });
                    return;
                }
                take(next);
            }
        }

        private void take(AsyncResult<Piece> piece) {
            if (piece.failed()) {
                outcome.fail(piece.cause());
                return;
            }
            switch (piece.result()) {
                case Piece.Token(var more) -> append(more);
                case Piece.End(var fields) -> outcome.complete(with(fields));
                case Piece.Broken(var why, var detail) -> outcome.complete(Outcome.Failed.because(why, detail));
            }
        }

        private void append(String more) {
            tooLong |= text.length() + more.length() > textMax;
            if (!tooLong) {
                text.append(more);
            }
        }

        private Outcome with(Map<String, @Nullable Object> last) {
            if (tooLong) {
                return Outcome.Failed.because(
                        Failure.BAD_REPLY, "the streamed answer has over " + textMax + " characters");
            }
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("text", text.toString());
            fields.putAll(last);
            return answer.with(new Payload.Whole(fields));
        }
    }
}
