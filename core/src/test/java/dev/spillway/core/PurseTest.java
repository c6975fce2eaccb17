package dev.spillway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.testing.Seeds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
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
}
