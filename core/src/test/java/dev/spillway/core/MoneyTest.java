package dev.spillway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class MoneyTest {
    private static Money money(String amount) {
        return Money.of(new BigDecimal(amount));
    }

    @Test
    void amountIsExact() {
        assertThat(money("0.1").plus(money("0.2"))).isEqualTo(money("0.3"));
        assertThat(money("0.3").minus(money("0.1"))).isEqualTo(money("0.2"));
        assertThat(money("0.00000015").times(1_000_000)).isEqualTo(money("0.15"));
    }

    @Test
    void priceOfTokenIsWhole() {
        assertThat(money("0.00000015").picos()).isEqualTo(150_000);
        assertThat(money("0.00000015").amount()).isEqualByComparingTo("0.00000015");
    }

    @Test
    void whatIsFinerIsRoundedUpSoThatNoCostVanishes() {
        assertThat(money("0.0000000000001").picos()).isEqualTo(1);
        assertThat(money("0.0000000000011").picos()).isEqualTo(2);
    }

    @Test
    void overflowIsAnErrorNotAWrongAmount() {
        Money most = new Money(Long.MAX_VALUE);

        assertThatThrownBy(() -> most.plus(new Money(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Money(Long.MIN_VALUE).minus(new Money(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.times(2)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> money("10000000")).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void isOrderedByAmount() {
        assertThat(money("0.1")).isLessThan(money("0.11"));
        assertThat(money("0.1")).isEqualByComparingTo(money("0.10"));
    }

    @Test
    void isWrittenPlainly() {
        assertThat(money("0.00000015")).hasToString("0.00000015");
        assertThat(money("1200")).hasToString("1200");
        assertThat(Money.ZERO).hasToString("0");
    }
}
