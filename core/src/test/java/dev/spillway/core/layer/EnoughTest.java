package dev.spillway.core.layer;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LayerTck;
import org.junit.jupiter.api.Test;

class EnoughTest extends LayerTck {
    @Override
    protected Layer roomy() {
        return enough(500);
    }

    private Enough enough(long millis) {
        return new Enough(ms(millis), time);
    }

    @Test
    void withLessThanTheLeastNothingIsAttempted() {
        Client client = leaks.ask(in(enough(60), inner.never()), leaks.call(ms(59)));

        assertThat(inner.started()).isZero();
        assertThat(client.outcome()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(Refusal.NO_BUDGET);
            assertThat(refused.detail()).contains("60 ms");
        });
    }

    @Test
    void theLeastItselfIsEnough() {
        Client client = leaks.ask(in(enough(60), inner.answers(answer("yes"))), leaks.call(ms(60)));

        assertThat(client.outcome()).isEqualTo(answer("yes"));
    }

    @Test
    void whatIsLeftCountsWhenTheCallComes() {
        var call = leaks.call(ms(100));
        time.advance(ms(41));
        leaks.ask(in(enough(60), inner.never()), call);

        assertThat(inner.started()).isZero();
    }

    @Test
    void zeroIsAlwaysEnough() {
        Client client = leaks.ask(in(enough(0), inner.answers(answer("yes"))), leaks.call(ms(0)));

        assertThat(client.outcome()).isEqualTo(answer("yes"));
    }

    @Test
    void negativeLeastIsRefusedWhenBuilt() {
        assertThatThrownBy(() -> enough(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-");
    }
}
