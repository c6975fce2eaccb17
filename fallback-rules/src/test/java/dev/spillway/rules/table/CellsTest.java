package dev.spillway.rules.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.testing.Seeds;
import dev.spillway.expressions.Problem;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CellsTest {
    private static boolean matches(Object written, @Nullable Object value) {
        return Cells.condition(written).orThrow().matches(value);
    }

    @Test
    void anEmptyCellMatchesAnythingAndNothing() {
        for (String cell : List.of("", "  ", "*", "-")) {
            assertThat(matches(cell, null)).isTrue();
            assertThat(matches(cell, "x")).isTrue();
            assertThat(matches(cell, Map.of())).isTrue();
        }
    }

    @Test
    void aTextMatchesItself() {
        assertThat(matches("refund", "refund")).isTrue();
        assertThat(matches("refund", "Refund")).isFalse();
        assertThat(matches("refund", null)).isFalse();
        assertThat(matches(" refund | claim", "claim")).isTrue();
        assertThat(matches("= refund", "refund")).isTrue();
    }

    @Test
    void aNumberMatchesNumbersOfItsValueAndItsText() {
        assertThat(matches("5", 5L)).isTrue();
        assertThat(matches("5", 5.0)).isTrue();
        assertThat(matches("5.0", 5L)).isTrue();
        assertThat(matches(5L, "5")).isTrue();
        assertThat(matches("'5'", 5L)).isFalse();
        assertThat(matches("'5'", "5")).isTrue();
        assertThat(matches("0", -0.0)).isTrue();
    }

    @Test
    void aTruthMatchesTruthsAndItsText() {
        assertThat(matches("true", true)).isTrue();
        assertThat(matches("TRUE", true)).isTrue();
        assertThat(matches(false, true)).isFalse();
    }

    @Test
    void boundsAreForNumbers() {
        assertThat(matches("> 5", 5L)).isFalse();
        assertThat(matches("> 5", 5.0001)).isTrue();
        assertThat(matches(">= 5", 5L)).isTrue();
        assertThat(matches("< -1.5", -2L)).isTrue();
        assertThat(matches("> 5 & <= 10", 10L)).isTrue();
        assertThat(matches("> 5 & <= 10", 10.5)).isFalse();
        assertThat(matches("5..10", 5L)).isTrue();
        assertThat(matches("-5 .. -1", -1.0)).isTrue();
        assertThat(matches("5..10", "7")).isFalse();
        assertThat(matches("5..10", null)).isFalse();
        assertThat(matches("> 5", Double.NaN)).isFalse();
    }

    @Test
    void anExclusionWantsAValue() {
        assertThat(matches("!= refund | claim", "praise")).isTrue();
        assertThat(matches("!= refund | claim", "claim")).isFalse();
        assertThat(matches("!= refund", null)).isFalse();
        assertThat(matches("!= refund", 5L)).isTrue();
    }

    @Test
    void quotesKeepATextAsItIs() {
        assertThat(matches("'> 5'", "> 5")).isTrue();
        assertThat(matches("'a | b' | c", "a | b")).isTrue();
        assertThat(matches("'a | b' | c", "c")).isTrue();
        assertThat(matches("'*'", "*")).isTrue();
        assertThat(matches("it's", "it's")).isTrue();
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertThat(problem("> many")).isEqualTo("'> many' does not compare with a number");
        assertThat(problem("10..5")).isEqualTo("no number lies in '10..5': it goes from the larger to the smaller");
        assertThat(problem("> 5 & < 3")).isEqualTo("no number is '> 5 & < 3'");
        assertThat(problem("a||b")).isEqualTo("between two | there is nothing");
        assertThat(problem("!=")).isEqualTo("between two | there is nothing");
        assertThat(problem(Map.of())).startsWith("a cell can't be read");
    }

    @Test
    void whatAutocorrectionMadeOfASignIsTheSign() {
        assertThat(matches("\u2265 10", 10L)).isTrue();
        assertThat(matches("\u226410", 11L)).isFalse();
        assertThat(matches("\u2260 refund", "claim")).isTrue();
        assertThat(matches("> \u22125", -4L)).isTrue();
        assertThat(matches("\u2013", null)).isTrue();
        assertThat(matches("\u2014", "x")).isTrue();
        assertThat(matches("refund\u00A0", "refund")).isTrue();
        assertThat(matches("\u202F> 5", 6L)).isTrue();
    }

    @Test
    void whatLooksLikeAConditionAndIsNoneIsRefused() {
        assertThat(problem("10%")).startsWith("'10%' is a percentage");
        assertThat(problem("12,5 %")).contains("is a percentage");
        assertThat(problem("2,5")).contains("looks like a number with a comma");
        assertThat(problem("1,000")).contains("looks like a number with a comma");
        assertThat(problem("3\u201310")).contains("looks like a range");
        assertThat(problem("3 - 10")).contains("looks like a range");
        assertThat(problem("#REF!")).contains("is an error of the spreadsheet");
        assertThat(problem("refund | #N/A")).contains("'#N/A' is an error of the spreadsheet");
        assertThat(problem("no\u00A0refund")).contains("holds a no-break blank");
        assertThat(problem("re\u200Bfund")).contains("mark without width");
        assertThat(problem("\u201Crefund\u201D")).contains("typographic quotes");
    }

    @Test
    void inQuotesItIsTheTextAllTheSame() {
        for (String text : List.of("10%", "2,5", "3\u201310", "#REF!", "no\u00A0refund", "\u2265 10")) {
            assertThat(matches("'" + text + "'", text)).as(text).isTrue();
        }
        assertThat(matches("2026-11", "2026-11")).isTrue();
        assertThat(matches("A-17 \u2013 late", "A-17 \u2013 late")).isTrue();
    }

    private static String problem(Object written) {
        return Cells.condition(written).problems().stream()
                .map(Problem::message)
                .reduce("", String::concat);
    }

    @Test
    void aCellThatCoversAnotherMatchesWhereverItDoes() {
        Seeds.check(3_000, random -> {
            Cell one = RandomTables.cell(random);
            Cell other = RandomTables.cell(random);
            if (one.covers(other)) {
                for (int i = 0; i < 30; i++) {
                    Object value = RandomTables.value(random);
                    assertThat(one.matches(value) || !other.matches(value))
                            .as("%s covers %s on %s", one, other, value)
                            .isTrue();
                }
            }
        });
    }

    @Test
    void theIndexFindsTheRowThatAskingEachCellFinds() {
        Seeds.check(2_000, CellsTest::agrees);
    }

    private static void agrees(SplittableRandom random) {
        int width = random.nextInt(1, 4);
        DecisionTable table = RandomTables.table(random, width, random.nextInt(1, 60));
        for (int i = 0; i < 40; i++) {
            @Nullable Object[] values = new @Nullable Object[width];
            for (int column = 0; column < width; column++) {
                values[column] = RandomTables.value(random);
            }
            assertThat(table.find(values)).isEqualTo(table.findNaively(values));
        }
    }

    @Test
    void aRowThatIsShadowedIsNeverFound() {
        Seeds.check(500, random -> {
            DecisionTable table = RandomTables.table(random, 2, 20);
            for (int i = 0; i < 200; i++) {
                int row = table.find(new @Nullable Object[] {RandomTables.value(random), RandomTables.value(random)});
                assertThat(row == DecisionTable.NONE || table.shadowing(row) == DecisionTable.NONE)
                        .isTrue();
            }
        });
    }
}
