package dev.spillway.gateway.flow;

import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Piece;
import dev.spillway.core.testing.Answers;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LeakCheck;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GatheredTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @Test
    void anyNumberOfPiecesMayBeThereAtOnce() {
        int[] left = {200_000};
        Outcome streamed = Answers.answer("")
                .with(new Payload.Stream(() -> Future.succeededFuture(
                        left[0]-- > 0 ? new Piece.Token("x") : new Piece.End(Map.of("tokens", 200_000L)))));
        Client client = leaks.ask(
                Layer.stack(List.of(new Gathered(1 << 20)), _ -> Future.succeededFuture(streamed)),
                leaks.call(ms(100)));

        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Answer.class,
                        answer -> assertThat(answer.payload())
                                .isEqualTo(new Payload.Whole(Map.of("text", "x".repeat(200_000), "tokens", 200_000L))));
    }

    @Test
    void textOverTheBoundIsNotKept() {
        Client client = leaks.ask(
                Layer.stack(List.of(new Gathered(5)), leaks.step().streams(ms(1), ms(1), "abc", "def", "g")),
                leaks.call(ms(100)));
        leaks.time().advance(ms(10));

        assertThat(client.outcome()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.why()).isEqualTo(Failure.BAD_REPLY);
            assertThat(failed.detail()).contains("over 5 characters");
        });
    }

    @Test
    void throwOfTheStreamFailsTheFuture() {
        IllegalStateException bug = new IllegalStateException("as scripted");
        Outcome streamed = Answers.answer("").with(new Payload.Stream(() -> {
            throw bug;
        }));
        Client client = leaks.ask(
                Layer.stack(List.of(new Gathered(5)), _ -> Future.succeededFuture(streamed)), leaks.call(ms(100)));

        assertThat(client.bug()).isSameAs(bug);
    }
}
