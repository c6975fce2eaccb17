package dev.spillway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.testing.Seeds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PurseTest {
    private final Purse purse = Purse.of(new Money(100));

    private Purse.Reservation reserve(long picos) {
        Purse.Reservation reserved = purse.reserve(new Money(picos));
        if (reserved == null) {
            throw new AssertionError("not enough for " + picos + " in " + purse.left());
        }
        return reserved;
    }

    @Test
    void reservedMoneyIsNoLongerThere() {
        reserve(60);

        assertThat(purse.left()).isEqualTo(new Money(40));
        assertThat(purse.reserved()).isEqualTo(new Money(60));
        assertThat(purse.spent()).isEqualTo(Money.ZERO);
    }

    @Test
    void whatItCannotPayIsNotReserved() {
        reserve(60);

        assertThat(purse.reserve(new Money(41))).isNull();
        assertThat(purse.reserved()).isEqualTo(new Money(60));
        assertThat(purse.reserve(new Money(40))).isNotNull();
    }

    @Test
    void settlingPaysWhatWasBilledAndFreesTheRest() {
        reserve(60).settle(new Money(25));

        assertThat(purse.spent()).isEqualTo(new Money(25));
        assertThat(purse.reserved()).isEqualTo(Money.ZERO);
        assertThat(purse.left()).isEqualTo(new Money(75));
    }

    @Test
    void onlyTheFirstSettlementCounts() {
        Purse.Reservation reserved = reserve(60);
        reserved.settle(new Money(25));
        reserved.settle(new Money(60));

        assertThat(purse.spent()).isEqualTo(new Money(25));
        assertThat(purse.reserved()).isEqualTo(Money.ZERO);
    }

    @Test
    void billOverTheLimitLeavesNothingRatherThanLess() {
        reserve(60).settle(new Money(130));

        assertThat(purse.left()).isEqualTo(Money.ZERO);
        assertThat(purse.spent()).isEqualTo(new Money(130));
        assertThat(purse.reserve(new Money(1))).isNull();
        assertThat(purse.reserve(Money.ZERO)).isNotNull();
    }

    @Test
    void unlimitedPursePaysAndCounts() {
        Purse rich = Purse.unlimited();
        Purse.Reservation reserved = rich.reserve(Money.of(new BigDecimal("9000000")));
        assertThat(reserved).isNotNull();

        assertThat(rich.reserved().amount()).isEqualByComparingTo("9000000");
    }

    @Test
    void negativePriceIsRefused() {
        assertThatThrownBy(() -> purse.reserve(new Money(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-");
    }

    @Test
    void reservationsOfAnyOrderNeverExceedTheLimit() {
        Seeds.check(1_000, random -> {
            Purse any = Purse.of(new Money(1000));
            List<Purse.Reservation> open = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Purse.Reservation reserved = any.reserve(new Money(random.nextInt(300)));
                if (reserved != null) {
                    open.add(reserved);
                }
                if (!open.isEmpty() && random.nextBoolean()) {
                    Purse.Reservation settled = open.remove(random.nextInt(open.size()));
                    settled.settle(new Money(random.nextLong(settled.price().picos() + 1)));
                }
                assertThat(any.spent().plus(any.reserved())).isLessThanOrEqualTo(new Money(1000));
                assertThat(any.left())
                        .isEqualTo(new Money(1000).minus(any.spent()).minus(any.reserved()));
            }
            open.forEach(reserved -> reserved.settle(Money.ZERO));
            assertThat(any.reserved()).isEqualTo(Money.ZERO);
        });
    }

    @Test
    void partCountsOnItsOwnAndIsPaidByTheWhole() {
        Purse part = purse.part();
        Purse.Reservation reserved = Objects.requireNonNull(part.reserve(new Money(60)));

        assertThat(purse.left()).isEqualTo(new Money(40));
        assertThat(part.left()).isEqualTo(new Money(40));
        reserved.settle(new Money(25));
        assertThat(part.spent()).isEqualTo(new Money(25));
        assertThat(purse.spent()).isEqualTo(new Money(25));
        assertThat(purse.part().spent()).isEqualTo(Money.ZERO);
        assertThat(part.reserve(new Money(76))).isNull();
    }

    @Test
    void bothPurseAndPotMustHaveTheMoney() {
        Bowl bowl = new Bowl(50);
        Purse drawing = purse.drawingOn(bowl);

        assertThat(drawing.left()).isEqualTo(new Money(50));
        assertThat(drawing.reserve(new Money(60))).isNull();
        assertThat(purse.reserved()).as("given back to the purse").isEqualTo(Money.ZERO);

        Objects.requireNonNull(drawing.reserve(new Money(40))).settle(new Money(30));
        assertThat(bowl.picos).isEqualTo(20);
        assertThat(purse.spent()).isEqualTo(new Money(30));
    }

    private static final class Bowl implements Pot {
        private long picos;

        Bowl(long picos) {
            this.picos = picos;
        }

        @Override
        public boolean take(Money price) {
            if (price.picos() > picos) {
                return false;
            }
            picos -= price.picos();
            return true;
        }

        @Override
        public void settle(Money taken, Money billed) {
            picos += taken.picos() - billed.picos();
        }

        @Override
        public Money left() {
            return new Money(picos);
        }
    }
}
