package dev.spillway.core.layer;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LayerTck;
import dev.spillway.core.testing.ScriptedStep;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReserveTest extends LayerTck {
    @Override
    protected Layer roomy() {
        return new Reserve(ms(500));
    }

    @Test
    void innerStepHasTheTimeThatIsNotKept() {
        leaks.ask(in(new Reserve(ms(10)), inner.answers(answer("yes"))), leaks.call(ms(200)));

        assertThat(inner.calls().getFirst().budget().left(time)).isEqualTo(ms(190));
    }

    @Test
    void slowModelLeavesTimeForTheRules() {
        ScriptedStep rules = leaks.step().answersAfter(ms(10), answer("by rule"));
        inner.answersAfter(ms(900), answer("too late"));
        Step route = Layer.stack(
                List.of(
                        new Within(ms(1000), time),
                        new OrElse(_ -> rules),
                        new Reserve(ms(11)),
                        new Within(ms(1000), time)),
                inner);
        Client client = leaks.ask(route, leaks.call(ms(200)));

        time.advance(ms(198));
        assertThat(client.hasOutcome()).isFalse();

        time.advance(ms(1));
        assertThat(client.outcome()).isEqualTo(answer("by rule"));
        assertThat(inner.cancelled()).isEqualTo(1);
    }

    @Test
    void whereAllTimeIsKeptTheInnerStepIsRefused() {
        Step step = Layer.stack(List.of(new Reserve(ms(200)), new Within(ms(100), time)), inner.never());
        Client client = leaks.ask(step, leaks.call(ms(200)));

        assertThat(inner.started()).isZero();
        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.NO_BUDGET));
    }

    @Test
    void negativeReserveIsRefusedWhenBuilt() {
        assertThatThrownBy(() -> new Reserve(ms(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.001S");
    }
}
