package dev.spillway.rules.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Outcome;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.VirtualTime;
import dev.spillway.rules.RuleSet;
import dev.spillway.rules.Rules;
import dev.spillway.rules.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShadowRulesTest {
    private static final Outcome FALLEN = Outcome.Failed.because(Failure.TIMED_OUT, "");

    private final RuleSet live = Written.set()
            .rule("late", "request.days > 3")
            .byDefault(Written.team("desk"))
            .compiled();

    private static Call call(long days) {
        return Calls.on(new VirtualTime()).input(Map.of("days", days)).call(Duration.ofSeconds(1));
    }

    private void ask(ShadowRules shadow, long days) {
        new Rules("rules", live, shadow).after(FALLEN).run(call(days));
    }

    @Test
    void equalDecisionsAreCountedAndOthersSampled() {
        ShadowRules shadow = new ShadowRules(
                Written.set()
                        .rule("late", "request.days > 5")
                        .byDefault(Written.team("desk"))
                        .compiled(),
                10);
        ask(shadow, 1);
        ask(shadow, 9);
        ask(shadow, 4);
        ShadowRules.Report report = shadow.report();
        assertThat(report.same()).isEqualTo(2);
        assertThat(report.otherAnswer()).isEqualTo(1);
        assertThat(report.compared()).isEqualTo(3);
        assertThat(report.samples())
                .containsExactly(new Difference(call(4).request().id(), "late", "default", List.of("team")));
    }

    @Test
    void theSameAnswerByAnotherRuleIsADifferenceOfItsOwn() {
        ShadowRules shadow = new ShadowRules(
                Written.set()
                        .rule("tardy", "request.days > 3", Map.of("team", "late"))
                        .byDefault(Written.team("desk"))
                        .compiled(),
                10);
        ask(shadow, 4);
        // its confidence differs: another answer
        assertThat(shadow.report().otherAnswer()).isEqualTo(1);
        ShadowRules renamed = new ShadowRules(
                Written.set()
                        .rule("late", "request.days > 100")
                        .byDefault(Written.team("late"))
                        .compiled(),
                10);
        ask(renamed, 4);
        assertThat(renamed.report().otherRule()).isEqualTo(1);
    }

    @Test
    void aWantedFollowUpIsPartOfTheAnswer() {
        RuleSet person = Written.set()
                .then("late", "request.days > 3", FollowUp.Kind.PERSON, "late")
                .byDefault(Written.team("desk"))
                .compiled();
        RuleSet better = Written.set()
                .then("late", "request.days > 3", FollowUp.Kind.BETTER, "late")
                .byDefault(Written.team("desk"))
                .compiled();
        ShadowRules shadow = new ShadowRules(better, 1);
        new Rules("rules", person, shadow).after(FALLEN).run(call(4));
        assertThat(shadow.report().otherAnswer()).isEqualTo(1);
    }

    @Test
    void theRingKeepsTheLatest() {
        Ring<Integer> ring = new Ring<>(3);
        assertThat(ring.latest()).isEmpty();
        for (int i = 0; i < 8; i++) {
            ring.put(i);
        }
        assertThat(ring.latest()).containsExactly(7, 6, 5);
    }

    @Test
    void nothingIsLostBetweenThreads() throws InterruptedException {
        ShadowRules shadow =
                new ShadowRules(Written.set().byDefault(Written.team("other")).compiled(), 5);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int asked = 0; asked < 2_000; asked++) {
                    ask(shadow, asked % 8);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(shadow.report().compared()).isEqualTo(8_000);
        assertThat(shadow.report().samples()).hasSize(5);
    }
}
