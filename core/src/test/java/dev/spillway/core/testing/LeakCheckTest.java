package dev.spillway.core.testing;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Call;
import dev.spillway.core.Money;
import dev.spillway.core.Purse;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
    private final LeakCheck leaks = new LeakCheck();

    @Test
    void nothingIsFound() {
        leaks.ask(leaks.step().answersAfter(ms(10), answer("yes")), leaks.call(ms(100)));
        leaks.time().advance(ms(10));

        assertThatCode(leaks::check).doesNotThrowAnyException();
    }

    @Test
    void timerIsFound() {
        leaks.time().after(ms(10), () -> {});

        assertThatThrownBy(leaks::check).hasMessageContaining("1 timers");
    }

    @Test
    void openScopeIsFound() {
        leaks.call(ms(100));

        assertThatThrownBy(leaks::check).hasMessageContaining("1 open scopes");
    }

    @Test
    void workIsFound() {
        leaks.step().never().run(leaks.call(ms(100)));

        assertThatThrownBy(leaks::check).hasMessageContaining("1 steps at work");
    }

    @Test
    void violationIsFound() {
        Call call = leaks.call(ms(100));
        leaks.step().never().run(call);
        assertThatThrownBy(() -> call.scope().end()).isInstanceOf(AssertionError.class);

        assertThatThrownBy(leaks::check).hasMessageContaining("ended in order while it worked");
    }

    @Test
    void permitIsFound() {
        leaks.none("permits", () -> 2);

        assertThatThrownBy(leaks::check).hasMessageContaining("2 permits");
    }

    @Test
    void moneyIsFound() {
        leaks.watch(Purse.of(new Money(10))).reserve(new Money(3));

        assertThatThrownBy(leaks::check).hasMessageContaining("3 money set aside");
    }

    @Test
    void errorThatNoOneHeardIsFound() {
        leaks.listen();
        Future.succeededFuture().onComplete(_ -> {
            throw new IllegalStateException("a bug");
        });
        leaks.stopListening();

        assertThatThrownBy(leaks::check).hasMessageContaining("no one heard").hasMessageContaining("a bug");
    }
}
