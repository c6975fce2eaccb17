package dev.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Whoever writes rules, and whoever sends requests, can't make a decision take long. */
class HostileRulesTest {
    private static final Duration SOON = Duration.ofSeconds(20); // far more than it takes, far less than forever

    @Test
    void expressionsThatWouldNeverEndArePassedOver() {
        Written written = Written.set().byDefault(Written.team("desk"));
        List<String> hostile = List.of(
                "request.list.all(a, request.list.all(b, request.list.all(c, a + b + c >= 0)))",
                "request.list.map(a, request.list.map(b, request.list)).size() > 5",
                "request.text.replace('a', request.text).replace('a', request.text).size() > 3",
                "request.text.matches('(.*a){20}')");
        for (int i = 0; i < hostile.size(); i++) {
            written.rule("r" + i, hostile.get(i));
        }
        RuleSet set = written.compiled();
        List<Object> list = new ArrayList<>();
        for (long i = 0; i < 2_000; i++) {
            list.add(i);
        }
        Situation situation = Written.request(Map.of("list", list, "text", "a".repeat(200_000) + "b"));
        Decision decision = Assertions.assertTimeoutPreemptively(SOON, () -> set.decide(situation));
        assertThat(decision.rule()).isEqualTo("default");
        assertThat(decision.passed()).extracting(Passed::rule).containsExactly("r0", "r1", "r2", "r3");
    }

    @Test
    void whereARunMayDoNoMoreTheDefaultDoesNotDecide() {
        Written written = Written.set().byDefault(Written.team("desk"));
        for (int i = 0; i < 100; i++) {
            written.rule("r" + i, "request.text.contains('xxxxb" + i + "')");
        }
        RuleSet set = written.compiled();

        Decision some = set.decide(Written.request(Map.of("text", "x".repeat(1_000))));
        Decision spent = set.decide(Written.request(Map.of("text", "x".repeat(20_000))));

        assertThat(some.rule()).isEqualTo("default");
        assertThat(spent).isInstanceOf(Decision.None.class);
        assertThat(spent.passed()).hasSize(1); // that with which it was spent; no later one was asked
        assertThat(spent.passed().getFirst().why()).contains("together");
    }

    @Test
    void valuesNestedWithoutEndAreRead() {
        Map<String, Object> deep = new HashMap<>(Map.of("a", 1L));
        for (int i = 0; i < 10_000; i++) {
            deep = new HashMap<>(Map.of("a", deep));
        }
        RuleSet set = Written.set()
                .rule("equal", "request.a == request.b")
                .byDefault(Written.team("desk"))
                .compiled();
        Situation situation = Written.request(Map.of("a", deep, "b", new HashMap<>(deep)));
        assertThat(Assertions.assertTimeoutPreemptively(SOON, () -> set.decide(situation)))
                .isInstanceOf(Decision.Made.class);
    }

    @Test
    void whatIsTooLargeToCompileIsRefused() {
        assertThat(Written.set().rule("a", "true" + " && true".repeat(400)).wrong())
                .hasSize(1);
        assertThat(Written.set()
                        .rule("a", "(".repeat(300) + "true" + ")".repeat(300))
                        .wrong())
                .isNotEmpty();
        assertThat(Written.set()
                        .rule("a", "request.a.matches('((a{100}){100}){100}')")
                        .wrong())
                .hasSize(1);
        Written many = Written.set();
        for (int i = 0; i <= RuleCompiler.RULES_MOST; i++) {
            many.rule("r" + i, "request.a == " + i);
        }
        assertThat(many.wrong()).contains("rules: a rule set has 1000 rules at most, not 1001");
    }
}
