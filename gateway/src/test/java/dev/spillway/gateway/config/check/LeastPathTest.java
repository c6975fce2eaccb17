package dev.spillway.gateway.config.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.Samples;
import dev.spillway.gateway.config.load.Loaded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A route whose branches can't be done in its budget is refused, and no other. */
class LeastPathTest {
    private static final String BACKENDS = """
        backends:
          fast: { protocol: http-json, url: "http://127.0.0.1:1/", least: 10ms, most: 1s }
          slow: { protocol: http-json, url: "http://127.0.0.1:1/", least: 60ms, most: 1s }
        replyReserve: 2ms
        """;

    /** Every text of a branch's input is the name of a branch that it reads. */
    private static final Dependencies TEXTS = (branch, siblings) -> branch.input() == null
            ? Set.of()
            : branch.input().values().stream()
                    .map(String::valueOf)
                    .filter(siblings::contains)
                    .collect(Collectors.toSet());

    @TempDir
    Path directory;

    /** The problems of a flow with this budget. */
    private String problems(String budget, String flow) throws IOException {
        String route = "routes: { triage: { budget: { default: %s, most: 2s }, %s } }\n".formatted(budget, flow);
        Loaded loaded = Samples.load(directory, BACKENDS + route, new CheckOptions(false, Map.of(), TEXTS));
        return loaded.problems().stream()
                .map(problem -> problem.path() + ": " + problem.message())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void branchesSideBySideTakeAsLongAsTheLongest() throws IOException {
        String flow = "flow: { a: { call: fast }, b: { call: slow } }, answer: { x: a }";

        assertThat(problems("62ms", flow)).isEmpty();
        assertThat(problems("61ms", flow)).contains("the branch b needs 60ms at least, and replyReserve keeps 2ms");
    }

    @Test
    void branchesThatWaitForEachOtherAddUp() throws IOException {
        String flow =
                "flow: { a: { call: fast }, b: { call: slow, input: { i: a } }, c: { call: fast, input: { i: b } } },"
                        + " answer: { x: c }";

        assertThat(problems("82ms", flow)).isEmpty();
        assertThat(problems("81ms", flow)).contains("the branches a -> b -> c need 80ms at least");
    }

    @Test
    void noOneWaitsForAnOptionalBranch() throws IOException {
        String flow =
                "flow: { a: { call: slow, optional: true }, b: { call: fast, input: { i: a } } }, answer: { x: b }";

        assertThat(problems("12ms", flow)).isEmpty();
    }

    @Test
    void aBranchsOwnLeastCountsBeforeItsBackends() throws IOException {
        assertThat(problems("7ms", "flow: { a: { call: slow, least: 5ms } }")).isEmpty();
        assertThat(problems("99ms", "flow: { a: { call: fast, least: 100ms } }"))
                .contains("needs 100ms");
    }

    @Test
    void aFlowWithinTakesWhatItsBranchesTake() throws IOException {
        String flow =
                "flow: { a: { flow: { b: { call: slow }, c: { call: fast, input: { i: b } } }, answer: { x: c } } }";

        assertThat(problems("71ms", flow)).contains("the branch a needs 70ms");
        assertThat(problems("72ms", flow)).isEmpty();
    }

    @Test
    void aFlowThatEndsWithTheFirstAnswerTakesAsLongAsTheQuickest() throws IOException {
        String flow = "flow: { a: { call: fast }, b: { call: slow } }, end: { first: true }";

        assertThat(problems("12ms", flow)).isEmpty();
        assertThat(problems("11ms", flow)).contains("the branch a needs 10ms");
    }

    @Test
    void aQuorumTakesAsLongAsItsLastMember() throws IOException {
        String flow =
                "flow: { a: { call: fast }, b: { call: fast, least: 20ms }, c: { call: slow } }, end: { quorum: 2 }";

        assertThat(problems("22ms", flow)).isEmpty();
        assertThat(problems("21ms", flow)).contains("the branch b needs 20ms");
    }

    @Test
    void aCycleIsLeftToTheCompilerOfFlows() throws IOException {
        String flow =
                "flow: { a: { call: fast, input: { i: b } }, b: { call: fast, input: { i: a } } }, answer: { x: a }";

        assertThat(problems("1s", flow)).isEmpty();
    }

    @Test
    void theBudgetMustHoldTheReserveEvenWhereNothingTakesTime() throws IOException {
        assertThat(problems("1ms", "flow: { a: { call: fast, least: 0ms } }")).contains("replyReserve keeps 2ms");
    }

    @Test
    void theProblemPointsAtTheBudgetThatIsTooSmall() throws IOException {
        String text = BACKENDS + "routes: { triage: { budget: { most: 20ms }, flow: { a: { call: slow } } } }\n";

        assertThat(Samples.load(directory, text).problems())
                .extracting(ConfigProblem::path)
                .containsExactly("routes.triage.budget.most");
    }
}
