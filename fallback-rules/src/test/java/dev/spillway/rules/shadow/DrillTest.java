package dev.spillway.rules.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.spillway.core.Call;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.testing.Answers;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.ScriptedStep;
import dev.spillway.core.testing.VirtualTime;
import dev.spillway.rules.RuleSet;
import dev.spillway.rules.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DrillTest {
    private final VirtualTime time = new VirtualTime();
    private final RuleSet set = Written.set().rule("late", "request.days > 3").compiled();
    private final Drill drill = new Drill(set, 10);
    private final List<Runnable> aside = new ArrayList<>();

    private Call call(Object days) {
        return Calls.on(time).input(Map.of("days", days)).call(Duration.ofSeconds(1));
    }

    private void answered(Call call, Outcome.Answer answer, double chance) {
        Layer.stack(
                        List.of(new Exercised(drill, 0.1, () -> chance, aside::add)),
                        new ScriptedStep(time).answers(answer))
                .run(call);
    }

    private static Outcome.Answer team(String team) {
        return Answers.answer("").with(new Payload.Whole(Map.of("team", team, "other", 1L)));
    }

    private void runAside() {
        aside.forEach(Runnable::run);
        aside.clear();
    }

    @Test
    void aShareOfTheFullAnswersIsDrilledAside() {
        answered(call(5L), team("late"), 0.05);
        answered(call(5L), team("sales"), 0.05);
        answered(call(1L), team("sales"), 0.05);
        answered(call(5L), team("sales"), 0.5);
        answered(call(5L), team("sales").with(Quality.DEGRADED), 0.05);
        assertThat(drill.report().drilled())
                .as("nothing runs on the event loop")
                .isZero();

        runAside();
        Drill.Report report = drill.report();
        assertThat(report.agreed()).isEqualTo(1);
        assertThat(report.differed()).isEqualTo(1);
        assertThat(report.none()).isEqualTo(1);
        assertThat(report.samples())
                .extracting(Difference::other, Difference::fields)
                .containsExactly(tuple("none", List.of()), tuple("late", List.of("team")));
    }

    @Test
    void rulesThatCannotBeEvaluatedAreCounted() {
        answered(call("many"), team("late"), 0.05);
        runAside();
        assertThat(drill.report().unevaluated()).isEqualTo(1);
    }

    @Test
    void aFullQueueLeavesTheDrillOut() {
        Layer full = new Exercised(drill, 1, () -> 0, _ -> {
            throw new RejectedExecutionException();
        });
        Outcome outcome = Layer.stack(List.of(full), new ScriptedStep(time).answers(team("late")))
                .run(call(5L))
                .result();
        assertThat(outcome).isEqualTo(team("late"));
        assertThat(drill.report().leftOut()).isEqualTo(1);
    }

    @Test
    void aShareIsAShare() {
        assertThatThrownBy(() -> new Exercised(drill, 1.5, () -> 0, aside::add))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
