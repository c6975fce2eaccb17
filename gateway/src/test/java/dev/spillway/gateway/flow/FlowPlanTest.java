package dev.spillway.gateway.flow;

import static dev.spillway.core.testing.VirtualTime.ms;
import static dev.spillway.gateway.flow.BranchSource.optional;
import static dev.spillway.gateway.flow.BranchSource.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.expressions.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlowPlanTest {
    private static List<Problem> problems(FlowSource source) {
        return FlowPlan.compile(source).problems();
    }

    private static Problem onlyProblem(FlowSource source) {
        List<Problem> problems = problems(source);
        assertThat(problems).hasSize(1);
        return problems.getFirst();
    }

    @Test
    void allProblemsAreReportedAtOnceWithTheirPlaces() {
        List<Problem> problems = problems(FlowSource.of(
                        Map.of("label", "intnt.label"),
                        required("intent", Map.of("text", "request.")),
                        required("request", null),
                        required("2nd", null),
                        required("intent", null).when("request.a + 1"))
                .confidence("nothing"));

        assertThat(problems)
                .extracting(Problem::path)
                .containsExactly(
                        "flow.request",
                        "flow.2nd",
                        "flow.intent",
                        "flow.intent.input.text",
                        "flow.intent.when",
                        "answer.label",
                        "confidence");
        assertThat(problems.get(5).suggestion()).isEqualTo("did you mean 'intent'?");
    }

    @Test
    void cycleIsRefusedWithItsPath() {
        Problem problem = onlyProblem(FlowSource.of(
                null,
                required("start", null),
                required("a", Map.of("x", "c.label", "s", "start.label")),
                required("b", Map.of("x", "a.label")),
                required("c", Map.of("x", List.of("b.label")))));

        assertThat(problem.message()).endsWith("a → c → b → a");
    }

    @Test
    void branchThatReadsItselfIsRefused() {
        assertThat(onlyProblem(FlowSource.of(null, required("a", Map.of("x", "a.label"))))
                        .message())
                .isEqualTo("the branch reads itself");
    }

    @Test
    void comprehensionVariableIsNoDependency() {
        assertThat(problems(FlowSource.of(
                        null,
                        required("a", Map.of("x", "request.items.exists(b, b.late)")),
                        required("b", Map.of("x", "a.label")))))
                .isEmpty();
    }

    @Test
    void bareReadOfConditionalBranchIsRefused() {
        FlowSource source = FlowSource.of(
                Map.of("late", "shipment.days"),
                optional("shipment", null),
                required("customer", null).when("has(request.customer)"),
                required(
                                "severity",
                                Map.of("days", "customer.tier + 1", "ok", "has(shipment.days) ? shipment.days : 0"))
                        .when("shipment.days > 3"));

        assertThat(problems(source))
                .extracting(Problem::path)
                .containsExactly("flow.severity.when", "flow.severity.input.days", "answer.late");
        assertThat(problems(source).getLast())
                .satisfies(problem -> assertThat(problem.message()).contains("it is optional"))
                .satisfies(problem -> assertThat(problem.suggestion())
                        .isEqualTo("write shipment.?days.orValue(…), or has(shipment.days) ? shipment.days : …"));
    }

    @Test
    void whereSetDecidesOnlyWhatAllOfItReadIsSureToBeThere() {
        FlowSource race = FlowSource.of(
                        Map.of("prep", "prep.label", "a", "a.label", "side", "side.label"),
                        required("prep", null),
                        required("side", null),
                        required("a", Map.of("x", "prep.label", "y", "side.label")),
                        required("b", Map.of("x", "prep.label")))
                .ending(new Ending.First(List.of("a", "b")));

        assertThat(problems(race)).extracting(Problem::path).containsExactlyInAnyOrder("answer.a", "answer.side");
    }

    @Test
    void endingsAreChecked() {
        FlowSource flow = FlowSource.of(null, required("alpha", null), required("beta", null));

        assertThat(onlyProblem(flow.ending(new Ending.First(List.of("alpa")))).suggestion())
                .isEqualTo("did you mean 'alpha'?");
        assertThat(onlyProblem(flow.ending(new Ending.Quorum(3, List.of(), null)))
                        .path())
                .isEqualTo("end.quorum");
        assertThat(onlyProblem(flow.ending(new Ending.Quorum(0, List.of(), null)))
                        .path())
                .isEqualTo("end.quorum");
        assertThat(onlyProblem(flow.ending(new Ending.Quorum(2, List.of(), "alpha.x")))
                        .path())
                .isEqualTo("end.on");
        assertThat(problems(flow.ending(new Ending.Quorum(2, List.of(), "answer.x"))))
                .isEmpty();
    }

    @Test
    void numberOfBranchesIsBounded() {
        BranchSource[] many =
                IntStream.range(0, 65).mapToObj(i -> required("b" + i, null)).toArray(BranchSource[]::new);

        assertThat(problems(FlowSource.of(null))).isNotEmpty();
        assertThat(onlyProblem(FlowSource.of(null, many)).message()).contains("not 65");
        assertThat(problems(FlowSource.of(null, java.util.Arrays.copyOf(many, 64))))
                .isEmpty();
    }

    @Test
    void answerAndInputAreFields() {
        assertThat(problems(FlowSource.of(7, required("a", List.of("request")))))
                .extracting(Problem::path)
                .containsExactly("flow.a.input", "answer");
        assertThat(problems(FlowSource.of("a", required("a", "request")))).isEmpty();
    }

    @Test
    void leastTimeIsThatOfTheLongestRequiredPath() {
        FlowPlan plan = FlowPlan.compile(FlowSource.of(
                        null,
                        required("a", null).least(ms(10)),
                        required("b", Map.of("x", "a.label")).least(ms(20)),
                        required("c", Map.of("x", "a.label")).least(ms(5)),
                        optional("d", null).least(ms(500)),
                        required("e", Map.of("x", "d.?label.orValue('')")).least(ms(25))))
                .orThrow();

        assertThat(plan.least()).isEqualTo(ms(31)); // and a margin of one for b
    }

    @Test
    void adviceNamesWhatIsHardlyMeant() {
        FlowPlan plan = FlowPlan.compile(
                        FlowSource.of(Map.of("a", "a.label"), required("a", null), optional("b", Map.of("x", 1))))
                .orThrow();

        assertThat(plan.advice()).extracting(Problem::path).containsExactly("flow.b", "flow.b.input");
    }
}
