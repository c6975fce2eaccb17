package dev.spillway.gateway.config.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.GatewayConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Problems that are found in a text after binding point into the file all the same. */
class SourcesTest {
    private static final String INPUT = "routes.triage.flow.intent.input";
    private static final String DOCUMENT = """
        routes:
          triage:
            flow:
              intent:
                input:
                  plain: request.subject + x
                  single: '''it''s '' + x'
                  double: "'\\tit\\x27s \\u00e9\\U0001F69A' \\
                    + x"
                  literal: |
                    request.subject
                      + x
                  folded: >-
                    request.subject

                    + y
                    + x
                  spread: request.subject
                    + x
                  list: [a, [b, "c + x"]]
                  a.key with "quotes": 1 + x
        """;

    private static Sources sources(String document) {
        return Binding.bind(GatewayConfig.class, Path.of("g.yaml"), document.getBytes(StandardCharsets.UTF_8))
                .sources();
    }

    /** The characters of the document from where a problem points to. */
    private static char pointedAt(ConfigProblem problem, String document) {
        String line = document.lines().toList().get(problem.position().line() - 1);
        return line.charAt(line.offsetByCodePoints(0, problem.position().column() - 1));
    }

    @ParameterizedTest
    @CsvSource({
        "plain, 1, 19",
        "single, 1, 11",
        "double, 1, 14",
        "literal, 2, 5",
        "folded, 2, 7",
        "spread, 1, 19",
        "'list[1][1]', 1, 5",
        "'a.key with \"quotes\"', 1, 5",
    })
    void aPlaceInAnExpressionIsFoundInTheFile(String key, int line, int column) {
        ConfigProblem problem = sources(DOCUMENT).problem(INPUT + "." + key, new Point(line, column), "no x", "");

        assertThat(pointedAt(problem, DOCUMENT)).isEqualTo('x');
    }

    @Test
    void aPlaceOutsideOfTheTextIsMovedToItsEdge() {
        Sources sources = sources(DOCUMENT);

        assertThat(sources.problem(INPUT + ".plain", new Point(9, 99), "", "")
                        .position()
                        .line())
                .isEqualTo(6);
        assertThat(sources.problem(INPUT + ".plain", new Point(0, 0), "", "")
                        .position()
                        .column())
                .isEqualTo(18);
    }

    @Test
    void whatIsAbsentStandsAtTheBlockThatLacksIt() {
        ConfigProblem problem = sources(DOCUMENT).problem("routes.triage.flow.intent.when.deeper[2]", "no", "");

        assertThat(problem.position().line()).isEqualTo(4);
        assertThat(problem.position().column()).isEqualTo(7);
        assertThat(problem.value()).isEmpty();
    }

    @Test
    void aPathUnderstandsKeysWithAndWithoutQuotes() {
        Sources sources = sources(DOCUMENT);

        assertThat(sources.has(INPUT + "[\"a.key with \\\"quotes\\\"\"]")).isTrue();
        assertThat(sources.has(INPUT + ".a.key with \"quotes\"")).isTrue();
        assertThat(sources.has(INPUT + ".a.key")).isFalse();
    }

    @Test
    void aProblemCarriesTheValueShortened() {
        String longText = DOCUMENT.replace("request.subject + x", "a".repeat(500));

        assertThat(sources(longText).problem(INPUT + ".plain", "", "").value()).isEqualTo("a".repeat(80) + "...");
    }

    @Test
    void aLongLineIsShownThroughAWindow() {
        String longText = DOCUMENT.replace("request.subject + x", "a + ".repeat(300) + "b" + " + c".repeat(300));
        ConfigProblem problem = sources(longText).problem(INPUT + ".plain", new Point(1, 1201), "here", "");

        List<String> lines = problem.render().lines().toList();
        assertThat(lines.get(1)).hasSizeLessThan(140).contains("...");
        assertThat(lines.get(1).charAt(lines.get(2).indexOf('^'))).isEqualTo('b');
    }
}
