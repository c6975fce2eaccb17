package dev.spillway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RulesCommandTest {
    private static final String TRIAGE = "../examples/support-triage/rules/support-triage.yaml";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();

    private int run(String... args) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(out));
        return command.execute(args);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    void aSetThatHoldsItsExamplesPasses() {
        assertThat(run("rules", "test", TRIAGE)).isZero();
        assertThat(out.toString())
                .contains("support-triage 1, of service desk: 5 rules; 7 examples, none contradicted")
                .contains("every rule decides some example");
    }

    @Test
    void rulesThatNoExampleReachesAreNamed() throws IOException {
        String rules = file("rules.yaml", """
            name: teams
            version: "1"
            owner: desk
            rules:
              - { name: late, when: request.days > 3, answer: { team: x }, explain: it is late }
              - { name: lost, when: request.lost == true, answer: { team: y }, explain: it is lost }
            none: true
            examples:
              - { given: { input: { days: 5 } }, expect: { rule: late } }
            """);
        assertThat(run("rules", "test", rules)).isZero();
        assertThat(out.toString()).contains("no example reaches lost").doesNotContain("reaches late");
    }

    @Test
    void aContradictionEndsWithItsOwnStatus() {
        assertThat(run("rules", "test", "src/test/resources/rules/broken/22-example-contradicts.yaml"))
                .isEqualTo(CheckCommand.UNUSABLE);
        assertThat(out.toString())
                .contains("this example expects 'late', but 'default' decides")
                .contains("3 problems");
    }

    @Test
    void anExplanationNamesEachRuleAndWhy() throws IOException {
        String input = file("input.json", "{ \"body\": \"where is it\", \"orderId\": \"SW-10001\" }");
        String branches = file("branches.json", "{ \"shipment\": { \"status\": \"booked\", \"daysLate\": 1 } }");
        assertThat(run("rules", "explain", TRIAGE, "--input", input, "--branches", branches))
                .isZero();
        assertThat(out.toString())
                .contains("parcel-missing does not apply: shipment.status is 'booked', and not 'missing'")
                .contains("severity-by-table does not apply: has(intent.label) is not true")
                .contains("words-of-delay decides: the ticket speaks of a delay")
                .contains("very-late is not reached")
                .contains("words-of-delay answers")
                .contains("then        better");
    }

    /** As over both doors: without a schema a number is a double, and its text that of the number. */
    @Test
    void numbersOfAnInputAreExplainedAsTheDoorsReadThem() throws IOException {
        String rules = file("rules.yaml", """
            name: halves
            version: "1"
            owner: desk
            rules:
              - { name: half, when: request.days / 2 == 3.5, answer: { text: "days ${request.days}" }, explain: half }
            none: true
            """);
        assertThat(run("rules", "explain", rules, "--input", file("input.json", "{ \"days\": 7 }")))
                .isZero();
        assertThat(out.toString()).contains("half answers").contains("{\"text\":\"days 7\"}");
    }

    @Test
    void anInputThatTheRouteRefusesIsRefused() throws IOException {
        String input = file("input.json", "{ \"bdy\": \"where is it\" }");
        assertThat(run("rules", "explain", TRIAGE, "--input", input)).isEqualTo(CheckCommand.UNUSABLE);
        assertThat(out.toString()).contains("input.body");
        assertThat(run("rules", "explain", TRIAGE, "--input", file("none.json", "[1]")))
                .isEqualTo(CheckCommand.UNUSABLE);
    }
}
