package dev.spillway.gateway.edge;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Budget;
import dev.spillway.core.Layer;
import dev.spillway.core.layer.Fallback;
import dev.spillway.core.layer.OrElse;
import dev.spillway.core.layer.Reserve;
import dev.spillway.core.layer.Within;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LeakCheck;
import dev.spillway.core.testing.VirtualTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Until when a call must have its outcome, so that its client still hears the reply. */
class TimingTest {
    private static final Duration RESERVE = ms(2);

    @RegisterExtension
    private final LeakCheck leaks = new LeakCheck();

    private final VirtualTime time = leaks.time();

    private Duration planned(Timing timing, Duration length, Duration late) {
        return timing.budget(time.nanos(), length, RESERVE, late.toNanos()).left(time);
    }

    private static Timing client(Duration deadline, Duration roundTrip) {
        return new Timing(null, deadline, null, roundTrip.toNanos());
    }

    @Test
    void aStatedBudgetKeepsBackWhatWritingTakes() {
        assertThat(planned(Timing.NONE, ms(150), ms(0))).isEqualTo(ms(148));
        assertThat(planned(Timing.NONE, ms(2_000), ms(0))).as("a hundredth").isEqualTo(ms(1_980));
        assertThat(planned(Timing.NONE, ms(200), ms(15)))
                .as("the loop's own delay")
                .isEqualTo(ms(185));
        assertThat(planned(Timing.NONE, ms(200), ms(900)))
                .as("a quarter at most")
                .isEqualTo(ms(150));
        assertThat(planned(new Timing(ms(200), null, null, 0), ms(200), ms(0))).isEqualTo(ms(198));
    }

    @Test
    void aDeadlineOfTheClientsOwnKeepsBackItsRoundingAndTheWayAsWell() {
        assertThat(planned(client(ms(100), ms(0)), ms(100), ms(0))).isEqualTo(ms(100 - 1 - 2 - 2));
        assertThat(planned(client(ms(1_010), ms(0)), ms(1_010), ms(0)))
                .as("grpcio's own deadline is 1 s")
                .isLessThan(ms(1_000 - 10));
        assertThat(planned(client(ms(100), ms(20)), ms(100), ms(0))).isEqualTo(ms(100 - 1 - 2 - 20 - 2));
        assertThat(planned(client(ms(100), ms(20)), ms(100), ms(10))).isEqualTo(ms(100 - 1 - 2 - 20 - 10));
        assertThat(planned(client(ms(100), ms(900)), ms(100), ms(900)))
                .as("a quarter is left")
                .isEqualTo(ms(25));
    }

    @Test
    void theEarlierEndCounts() {
        assertThat(planned(client(ms(5_000), ms(20)), ms(300), ms(0))).isEqualTo(ms(297));
        Timing proxied = new Timing(ms(400), null, ms(200), 0);
        assertThat(planned(proxied, ms(200), ms(0))).isEqualTo(ms(200 - 2 - 2 - 2));
    }

    @Test
    void anyShortDeadlineLeavesSomeOfItself() {
        for (long micros = 100; micros < 20_000; micros += 100) {
            Duration deadline = Duration.ofNanos(micros * 1_000);
            Budget planned = client(deadline, ms(50)).budget(time.nanos(), deadline, Duration.ZERO, ms(50).toNanos());
            assertThat(planned.left(time)).isGreaterThanOrEqualTo(deadline.dividedBy(4));
        }
    }

    @Test
    void theProxysTimeoutIsANumberOrNothing() {
        assertThat(Timing.proxied("15000")).isEqualTo(ms(15_000));
        assertThat(List.of("", "0", "-5", "1.5", "5s", " 5", "999999999999999999"))
                .allSatisfy(text -> assertThat(Timing.proxied(text)).isNull());
        assertThat(Timing.proxied(null)).isNull();
    }

    /** The rule as a whole: what the rules answer at the end of the budget is with the client before it gives up. */
    @Test
    void theFallbackAtTheEndIsHeardByTheClient() {
        for (int way = 0; way <= 20; way += 5) {
            for (long deadline : new long[] {100, 400, 1_000, 2_000, 5_000, 10_000}) {
                long rounded = deadline < 1_000 ? deadline : deadline + deadline / 100; // as grpcio does
                long left = deadline * 1_000_000 + time.nanos(); // when the client gives up
                time.advance(ms(way));
                Client client = atTheDoor(client(ms(rounded), ms(2 * way)), ms(rounded));
                while (!client.isDone()) {
                    time.advance(ms(1));
                }
                time.advance(ms(way));
                assertThat(left - time.nanos())
                        .as("deadline %s ms, way %s ms", deadline, way)
                        .isNotNegative();
            }
        }
    }

    private Client atTheDoor(Timing timing, Duration length) {
        Fallback rules = _ -> leaks.step().answers(answer("by rule"));
        Budget budget = timing.budget(time.nanos(), length, RESERVE, 0);
        return leaks.ask(
                Layer.stack(
                        List.of(new OrElse(rules), new Reserve(ms(5), () -> 0, time), new Within(ms(30_000), time)),
                        leaks.step().never()),
                leaks.calls().call(ms(0)).with(budget));
    }
}
