package dev.spillway.core.layer;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Pieces;
import dev.spillway.core.Refusal;
import dev.spillway.core.Scope;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.LayerTck;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

class ScopedTest extends LayerTck {
    private final Call call = Calls.on(time).call(ms(1000));

    @Override
    protected Layer roomy() {
        return new Scoped();
    }

    private Future<Outcome> run() {
        return in(new Scoped(), inner).run(call);
    }

    private Scope innerScope() {
        return inner.calls().getFirst().scope();
    }

    private void assertEndedInOrderBeforeTheCall() {
        assertThat(innerScope().isOver()).isTrue();
        assertThat(innerScope().isCancelled()).isFalse();
        assertThat(call.scope().isOver()).isFalse();
        call.scope().end();
    }

    @Test
    void scopeOfTheStepEndsWithItsAnswer() {
        inner.answersAfter(ms(10), answer("yes"));
        Future<Boolean> overAtOutcome = run().map(_ -> innerScope().isOver());
        time.advance(ms(10));

        assertThat(overAtOutcome.result()).as("before the outcome is heard").isTrue();
        assertEndedInOrderBeforeTheCall();
    }

    @Test
    void scopeOfTheStepEndsWithItsRefusal() {
        inner.refuses(Refusal.OVERLOADED);
        run();

        assertEndedInOrderBeforeTheCall();
    }

    @Test
    void scopeOfTheStepEndsWithItsFailure() {
        inner.failsAfter(ms(10), Failure.BACKEND_ERROR);
        run();
        time.advance(ms(10));

        assertEndedInOrderBeforeTheCall();
    }

    @Test
    void scopeOfTheStepEndsWithItsBug() {
        inner.failsItsFutureAfter(ms(10), new IllegalStateException("a bug"));
        Future<Boolean> overAtOutcome =
                run().transform(_ -> Future.succeededFuture(innerScope().isOver()));
        time.advance(ms(10));

        assertThat(overAtOutcome.result()).as("before the bug is heard").isTrue();
        assertEndedInOrderBeforeTheCall();
    }

    @Test
    void scopeOfStreamEndsWithItsLastPieceBeforeTheReaderHearsOfIt() {
        inner.streams(ms(10), ms(10), "a");
        Pieces pieces = stream();
        pieces.next();
        Future<Boolean> overAtLast = pieces.next().map(_ -> innerScope().isOver());
        assertThat(innerScope().isOver()).isFalse();
        time.advance(ms(10));

        assertThat(overAtLast.result()).isTrue();
        assertEndedInOrderBeforeTheCall();
    }

    @Test
    void scopeOfStreamEndsWhereItBreaksOff() {
        inner.breaksOff(ms(10), ms(10), Failure.BACKEND_ERROR);
        stream().next();

        assertEndedInOrderBeforeTheCall();
    }

    @Test
    void scopeOfStreamThatNoOneReadsEndsWithTheCall() {
        inner.streams(ms(10), ms(10), "a");
        stream();
        assertThat(innerScope().isOver()).isFalse();

        call.scope().end();

        assertThat(innerScope().isCancelled()).isTrue();
    }

    private Pieces stream() {
        Future<Outcome> outcome = run();
        time.advance(ms(10));
        if (outcome.result() instanceof Outcome.Answer answer
                && answer.payload() instanceof Payload.Stream(Pieces pieces)) {
            return pieces;
        }
        throw new AssertionError("no stream but " + outcome);
    }
}
