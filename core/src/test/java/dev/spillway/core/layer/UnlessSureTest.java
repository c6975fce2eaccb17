package dev.spillway.core.layer;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.Answers.degraded;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LayerTck;
import dev.spillway.core.testing.ScriptedStep;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnlessSureTest extends LayerTck {
    private final List<Outcome> fallen = new ArrayList<>();
    private final ScriptedStep rule = leaks.step().answers(answer("by rule"));
    private final UnlessSure layer = new UnlessSure(outcome -> {
        fallen.add(outcome);
        return rule;
    });

    @Override
    protected Layer roomy() {
        return new UnlessSure(outcome -> _ -> Future.succeededFuture(outcome));
    }

    @Test
    void sureAnswerStays() {
        Client client = ask(layer, inner.answersAfter(ms(10), answer(0.9)));
        time.advance(ms(10));

        assertThat(client.outcome()).isEqualTo(answer(0.9));
        assertThat(fallen).isEmpty();
    }

    @Test
    void partialAnswerStays() {
        Outcome.Answer partial = answer(0.9).with(Quality.PARTIAL);
        Client client = ask(layer, inner.answers(partial));

        assertThat(client.outcome()).isEqualTo(partial);
    }

    @Test
    void ofAnUnsureAnswerTheFallbackIsAsked() {
        Client client = ask(layer, inner.answersAfter(ms(10), degraded(0.4)));
        time.advance(ms(10));

        assertThat(client.outcome()).isEqualTo(answer("by rule"));
        assertThat(fallen).containsExactly(degraded(0.4));
    }

    @Test
    void ofAFailureTheFallbackIsAskedAsOrElseDoes() {
        Client client = ask(layer, inner.failsAfter(ms(10), Failure.TIMED_OUT));
        time.advance(ms(10));

        assertThat(client.outcome()).isEqualTo(answer("by rule"));
        assertThat(fallen).hasSize(1);
    }

    @Test
    void unsureAnswerStaysWhereTheFallbackHasNone() {
        ScriptedStep none = leaks.step().failsAfter(ms(5), Failure.REJECTED);
        Client client = ask(new UnlessSure(_ -> none), inner.answers(degraded(0.4)));
        time.advance(ms(5));

        assertThat(client.outcome()).isEqualTo(degraded(0.4));
    }

    @Test
    void whatARuleOrTheCacheStoodInWithStays() {
        Outcome.Answer ruled = degraded(0.4).with(new Source.Rule("set", "1", "rule", "because"));
        Outcome.Answer stale = degraded(0.4).with(new Source.Cache(ruled.source(), Duration.ofSeconds(9)));

        assertThat(ask(layer, leaks.step().answers(ruled)).outcome()).isEqualTo(ruled);
        assertThat(ask(layer, leaks.step().answers(stale)).outcome()).isEqualTo(stale);
    }

    @Test
    void cancelledCallAsksNoFallback() {
        Client client = ask(layer, inner.never());
        time.advance(ms(5));
        client.leaves();

        assertThat(fallen).isEmpty();
        assertThat(client.outcome()).isInstanceOf(Outcome.Failed.class);
    }
}
