package dev.spillway.gateway.resilience;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.layer.Within;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LayerTck;
import dev.spillway.core.testing.ScriptedStep;
import dev.spillway.gateway.config.BreakerConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakerTest extends LayerTck {
    private static final int CALLS = 10;
    private static final BreakerConfig CONFIG =
            new BreakerConfig(true, 0.5, 0.9, null, ms(10_000), CALLS, ms(5_000), 2);

    private final Breaker breaker = new Breaker("model", CONFIG, ms(90), ms(10), time);

    @Override
    protected Layer roomy() {
        return breaker;
    }

    private void times(int count, ScriptedStep step, long each) {
        for (int at = 0; at < count; at++) {
            ask(breaker, step);
            time.advance(ms(each));
        }
    }

    private void opened() {
        times(CALLS, leaks.step().failsAfter(ms(1), Failure.BACKEND_ERROR), 1);
        assertThat(breaker.state()).isEqualTo("open");
    }

    @ParameterizedTest
    @EnumSource(names = {"UNREACHABLE", "THROTTLED", "BACKEND_ERROR"})
    void opensWhereTheBackendFails(Failure why) {
        times(CALLS, inner.failsAfter(ms(1), why), 1);

        assertThat(breaker.isShut()).isTrue();
        Client refused = ask(breaker, inner);
        assertThat(refused.outcome())
                .isEqualTo(new Outcome.Refused(
                        Refusal.CIRCUIT_OPEN, "the breaker of model is open", ms(5_000), List.of()));
        assertThat(inner.started()).isEqualTo(CALLS);
    }

    @Test
    void theFirstProbeComesBehindWhatIsToBeDoneBeforeIt() {
        AtomicInteger done = new AtomicInteger();
        breaker.beforeProbes(() -> {
            assertThat(inner.started()).isZero();
            done.incrementAndGet();
        });
        opened();
        time.advance(ms(5_001));
        assertThat(done).hasValue(0);

        ask(breaker, inner.answersAfter(ms(1), answer("yes")));
        assertThat(inner.started()).isEqualTo(1);
        assertThat(done).hasValue(1);
        time.advance(ms(1));
    }

    @Test
    void aModelThatIsNotReadyOpensIt() {
        times(CALLS, inner.failsAfter(ms(1), Failure.NOT_READY), 1);

        assertThat(breaker.state()).isEqualTo("open");
    }

    @Test
    void staysClosedWithTooFewCallsToTell() {
        times(CALLS - 1, inner.failsAfter(ms(1), Failure.BACKEND_ERROR), 1);

        assertThat(breaker.state()).isEqualTo("closed");
    }

    @Test
    void staysClosedWhileMostAnswer() {
        ScriptedStep good = leaks.step().answersAfter(ms(1), answer("yes"));
        for (int at = 0; at < CALLS; at++) {
            times(2, good, 1);
            times(1, inner.failsAfter(ms(1), Failure.BACKEND_ERROR), 1);
        }

        assertThat(breaker.state()).isEqualTo("closed");
    }

    @Test
    void opensWhereAnswersAreSlow() {
        times(CALLS, inner.answersAfter(ms(95), answer("yes")), 95);

        assertThat(breaker.state()).isEqualTo("open");
    }

    @ParameterizedTest
    @EnumSource(names = {"REJECTED", "TOO_LARGE", "BAD_REPLY", "DEFECT", "CANCELLED"})
    void whatCallersCanBringAboutDoesNotOpenIt(Failure why) {
        times(3 * CALLS, inner.failsAfter(ms(20), why), 20);

        assertThat(breaker.state()).isEqualTo("closed");
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void refusalsDoNotOpenIt(Refusal why) {
        times(3 * CALLS, inner.refuses(why), 1);

        assertThat(breaker.state()).isEqualTo("closed");
    }

    @Test
    void opensWhereAttemptsTimeOut() {
        ScriptedStep stalled = inner.never();
        for (int at = 0; at < CALLS; at++) {
            leaks.ask(Layer.stack(List.of(breaker, new Within(ms(100), time)), stalled), leaks.call(ms(1000)));
            time.advance(ms(100));
        }

        assertThat(breaker.state()).isEqualTo("open");
    }

    @Test
    void opensWhereTheCallersDeadlineEndsAStalledAttempt() {
        ScriptedStep stalled = inner.never();
        for (int at = 0; at < CALLS; at++) {
            leaks.ask(Layer.stack(List.of(new Within(ms(1000), time), breaker), stalled), leaks.call(ms(50)));
            time.advance(ms(50));
        }

        assertThat(breaker.state()).isEqualTo("open");
    }

    @Test
    void callersWithHardlyAnyTimeDoNotOpenIt() {
        ScriptedStep stalled = inner.never();
        for (int at = 0; at < 3 * CALLS; at++) {
            leaks.ask(Layer.stack(List.of(breaker, new Within(ms(9), time)), stalled), leaks.call(ms(1000)));
            time.advance(ms(9));
        }

        assertThat(breaker.state()).isEqualTo("closed");
    }

    @Test
    void ourCancellationsDoNotOpenIt() {
        for (int at = 0; at < 3 * CALLS; at++) {
            Client client = ask(breaker, inner.never());
            time.advance(ms(50));
            client.leaves();
        }

        assertThat(breaker.state()).isEqualTo("closed");
    }

    @Test
    void staysOpenForAsLongAsTheBackendAskedToBeLeftAlone() {
        times(CALLS - 1, leaks.step().failsAfter(ms(1), Failure.BACKEND_ERROR), 1);
        times(1, throttled(ms(20_000)), 1);
        assertThat(breaker.state()).isEqualTo("open");
        time.advance(ms(4_000));
        assertThat(((Outcome.Refused) ask(breaker, inner).outcome()).retryAfter())
                .isEqualTo(ms(16_000));

        time.advance(ms(16_000));
        assertThat(breaker.isShut()).isTrue();
        time.advance(ms(1));
        assertThat(breaker.isShut()).isFalse();
        assertThat(ask(breaker, leaks.step().answers(answer("yes"))).outcome()).isEqualTo(answer("yes"));
    }

    @Test
    void noWordFromOutsideKeepsItOpenForLongerThanAMinute() {
        times(CALLS, throttled(Duration.ofHours(24)), 1);
        time.advance(Duration.ofMinutes(1).plusMillis(1));

        assertThat(breaker.isShut()).isFalse();
    }

    private ScriptedStep throttled(Duration retryAfter) {
        return leaks.step().endsAfter(ms(1), Outcome.Failed.because(Failure.THROTTLED, "busy", retryAfter));
    }

    @Test
    void afterItsTimeAFewProbesDecide() {
        opened();
        time.advance(ms(5_000));
        assertThat(breaker.isShut()).isTrue();

        time.advance(ms(1));
        assertThat(breaker.isShut()).isFalse();
        ScriptedStep good = leaks.step().answersAfter(ms(5), answer("yes"));
        ask(breaker, good);
        ask(breaker, good);
        Client third = ask(breaker, good);
        assertThat(third.outcome()).isInstanceOf(Outcome.Refused.class); // there are two probes
        time.advance(ms(5));

        assertThat(breaker.state()).isEqualTo("closed");
    }

    @Test
    void probesThatFailOpenItAgain() {
        opened();
        time.advance(ms(5_001));
        times(2, inner.failsAfter(ms(1), Failure.BACKEND_ERROR), 1);

        assertThat(breaker.state()).isEqualTo("open");
        assertThat(breaker.isShut()).isTrue();
    }

    @Test
    void cancelledProbesGiveTheirPermitsBack() {
        opened();
        time.advance(ms(5_001));
        for (int at = 0; at < 20; at++) {
            Client probe = ask(breaker, inner.never());
            time.advance(ms(50));
            probe.leaves();
        }
        ScriptedStep good = leaks.step().answersAfter(ms(5), answer("yes"));
        times(2, good, 5);

        assertThat(breaker.state()).isEqualTo("closed");
    }

    @Test
    void probeThatHasABugGivesItsPermitBack() {
        opened();
        time.advance(ms(5_001));
        times(20, leaks.step().failsItsFutureAfter(ms(1), new IllegalStateException("a bug, as scripted")), 1);
        times(2, inner.answersAfter(ms(5), answer("yes")), 5);

        assertThat(breaker.state()).isEqualTo("closed");
    }
}
