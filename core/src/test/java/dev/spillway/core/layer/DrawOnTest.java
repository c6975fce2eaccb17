package dev.spillway.core.layer;

import static dev.spillway.core.testing.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Layer;
import dev.spillway.core.Money;
import dev.spillway.core.Pot;
import dev.spillway.core.Purse;
import dev.spillway.core.testing.LayerTck;
import org.junit.jupiter.api.Test;

class DrawOnTest extends LayerTck {
    private final CountingPot pot = new CountingPot();

    private static final class CountingPot implements Pot {
        private long spent;
        private long taken;

        @Override
        public boolean take(Money price) {
            taken += price.picos();
            return true;
        }

        @Override
        public void settle(Money from, Money billed) {
            taken -= from.picos();
            spent += billed.picos();
        }

        @Override
        public Money left() {
            return new Money(1_000);
        }
    }

    @Override
    protected Layer roomy() {
        return new DrawOn(pot);
    }

    @Override
    protected void checkPurse(Purse inside, Purse outside) {
        assertThat(inside.left()).isEqualTo(pot.left()); // a part of the one outside, as the test below shows
    }

    @Test
    void whatIsSpentBelowIsPaidFromThePotToo() {
        inner.costs(new Money(30)).answers(answer("yes"));
        ask(new DrawOn(pot), inner);

        assertThat(pot.spent).isEqualTo(30);
        assertThat(pot.taken).isZero();
    }
}
