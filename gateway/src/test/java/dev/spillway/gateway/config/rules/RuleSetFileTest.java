package dev.spillway.gateway.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.rules.Decision;
import dev.spillway.rules.RuleSet;
import dev.spillway.rules.Situation;
import dev.spillway.rules.source.FieldType;
import dev.spillway.rules.source.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleSetFileTest {
    private static final Path TRIAGE = Path.of("../examples/support-triage/rules/support-triage.yaml");

    @TempDir
    private Path directory;

    private static RuleSet loaded(Path file) {
        RuleSetFile read = RuleSetFile.load(file);
        assertThat(read.problems()).isEmpty();
        return read.compiled().orElseThrow();
    }

    private Path written(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void theExampleOfTheGuideIsRightAndReachesEachOfItsRules() throws IOException {
        Matcher example = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/rules.md")));
        assertThat(example.find()).isTrue();
        RuleSet set = loaded(written("parcels.yaml", example.group(1)));
        assertThat(set.names()).containsExactly("lost", "by-table", "shed");
        assertThat(set.examples().count()).isEqualTo(4);
        assertThat(set.examples().unreached()).isEmpty();
    }

    @Test
    void theRulesOfTheSupportTriageAnswerWhatItsRouteAnswers() {
        RuleSet set = loaded(TRIAGE);
        assertThat(set.examples().unreached()).isEmpty();
        Decision decision = set.decide(Situation.of(
                Map.of("body", "Where is it?"),
                Map.of("intent", Map.of("label", "customs"), "shipment", Map.of("status", "booked", "daysLate", 11.0)),
                Situation.Kind.FAILED,
                "timed-out"));
        assertThat(((Decision.Made) decision).answer())
                .containsOnlyKeys("intent", "severity", "daysLate", "order")
                .containsEntry("severity", "high");
    }

    @Test
    void everyFileThatWasReadIsNamedWithItsDigest() {
        assertThat(RuleSetFile.load(TRIAGE).files().keySet())
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder("support-triage.yaml", "severity.csv", "ticket.json");
    }

    @Test
    void whatTheRouteHasPrevails() {
        assertThat(RuleSetFile.load(TRIAGE, new Vocabulary(null, Set.of("intent", "shipment", "severity")))
                        .problems())
                .isEmpty();
        assertThat(RuleSetFile.load(TRIAGE, new Vocabulary(null, Set.of("intent")))
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.message()).isEqualTo("the route's flow has no branch 'shipment'");
                    assertThat(problem.position().line()).isPositive();
                });
        assertThat(RuleSetFile.load(TRIAGE, new Vocabulary(Map.of("text", FieldType.TEXT), null))
                        .problems())
                .extracting(problem -> problem.message())
                .contains("the request has no field 'body'");
    }

    @Test
    void lookupsComeFromCsvAsWell() throws IOException {
        written("teams.csv", "intent;team;limit\nrefund;billing;5\nclaim;claims;'5'\n");
        RuleSet set = loaded(written("rules.yaml", """
            name: teams
            version: "1"
            owner: desk
            lookups:
              teams: { file: teams.csv, key: intent, value: team }
              limits: { file: teams.csv, key: intent, value: limit }
            rules:
              - name: known
                when: request.intent in teams
                answer: { team: "${teams[request.intent]}", limit: "${limits[request.intent]}" }
                explain: the desk's list
            none: true
            """));
        assertThat(answer(set, "refund")).containsEntry("team", "billing").containsEntry("limit", 5L);
        assertThat(answer(set, "claim")).containsEntry("limit", "5");
    }

    @Test
    void aTableAsASpreadsheetSavesItIsReadOrRefusedWithItsPlace() throws IOException {
        String rules = """
            name: levels
            version: "1"
            owner: desk
            rules:
              - name: by-days
                table: { file: levels.csv, columns: { days: "request.days" } }
                explain: the table
            none: true
            """;
        written("levels.csv", "sep=;\r\ndays;level;\r\n\u2265 10;high;\r\n\u2013;low;\r\n;;\r\n");
        RuleSet set = loaded(written("rules.yaml", rules));
        Decision decision = set.decide(Situation.of(Map.of("days", 12L), Map.of(), Situation.Kind.FAILED, "timed-out"));
        assertThat(((Decision.Made) decision).answer().toString()).isEqualTo("{level=high}");

        written("levels.csv", "days;level\r\n> 10;#REF!\r\n");
        assertThat(problems(rules))
                .containsExactly("levels.csv:2: '#REF!' is an error of the spreadsheet, and would be the answer");
        written("levels.csv", "days;level\r\n> 10;high\r\n10%;low\r\n");
        assertThat(problems(rules))
                .containsExactly(
                        "levels.csv:3: '10%' is a percentage: write the number that the field holds, such as 0.1 or"
                                + " 10");
    }

    private List<String> problems(String rules) throws IOException {
        return RuleSetFile.load(written("rules.yaml", rules)).problems().stream()
                .map(problem -> problem.position().file().getFileName() + ":"
                        + problem.position().line() + ": " + problem.message())
                .toList();
    }

    private static Map<String, Object> answer(RuleSet set, String intent) {
        Decision decision =
                set.decide(Situation.of(Map.of("intent", intent), Map.of(), Situation.Kind.FAILED, "timed-out"));
        return new LinkedHashMap<>(((Decision.Made) decision).answer());
    }

    @Test
    void numbersOfExamplesArriveAsTheyWouldAtADoor() throws IOException {
        RuleSetFile read = RuleSetFile.load(written("rules.yaml", """
            name: doubles
            version: "1"
            owner: desk
            rules:
              - name: sum
                when: request.days / 2 == 1.5 && request.days + 1 == 4
                answer: { team: x }
                explain: without a schema numbers stay doubles
            none: true
            examples:
              - { given: { input: { days: 3 } }, expect: { rule: sum } }
            """));
        assertThat(read.problems()).isEmpty();
    }
}
