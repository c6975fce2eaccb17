package dev.spillway.core;

import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.testing.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** On a clock that overflows on the way: a deadline is an instant of arbitrary origin. */
class BudgetTest {
    private final VirtualTime time = new VirtualTime();
    private final Budget budget = Budget.of(ms(200), time);

    @Test
    void whatIsLeftShrinksWithTime() {
        time.advance(ms(150));

        assertThat(budget.left(time)).isEqualTo(ms(50));
        assertThat(budget.leftNanos(time)).isEqualTo(50_000_000);
    }

    @Test
    void nothingIsLeftAfterTheDeadline() {
        time.advance(ms(200));
        assertThat(budget.left(time)).isZero();

        time.advance(ms(1));
        assertThat(budget.left(time)).isZero();
    }

    @Test
    void shorterTimeoutBringsTheDeadlineForward() {
        time.advance(ms(50));

        assertThat(budget.atMost(ms(100), time).left(time)).isEqualTo(ms(100));
    }

    @Test
    void longerTimeoutDoesNotPutTheDeadlineOff() {
        time.advance(ms(50));

        assertThat(budget.atMost(ms(151), time)).isEqualTo(budget);
    }

    @Test
    void earlierOfTwoIsTheOneThatEndsFirst() {
        Budget later = Budget.of(ms(201), time);

        assertThat(budget.earlier(later)).isEqualTo(budget);
        assertThat(later.earlier(budget)).isEqualTo(budget);
    }

    @Test
    void reserveIsTakenFromTheEnd() {
        assertThat(budget.reserve(ms(10)).left(time)).isEqualTo(ms(190));
        assertThat(budget.reserve(Duration.ZERO)).isEqualTo(budget);
    }

    @Test
    void reserveOfMoreThanThereIsLeavesNothing() {
        assertThat(budget.reserve(ms(300)).left(time)).isZero();
    }

    @Test
    void negativeReserveIsRefused() {
        assertThatThrownBy(() -> budget.reserve(ms(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
