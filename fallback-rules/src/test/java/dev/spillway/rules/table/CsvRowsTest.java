package dev.spillway.rules.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.expressions.Compilation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsvRowsTest {
    private static List<String> wrong(String text) {
        return CsvRows.read(text).problems().stream()
                .map(problem -> problem.line() + ": " + problem.message())
                .toList();
    }

    @Test
    void rowsHaveTheNamesOfTheirColumnsAndTheirLines() {
        CsvRows rows = CsvRows.read("intent, team\n# a note\n\nrefund,\"billing, first\"\n\"two\nlines\",x\nlast,y\n")
                .orThrow();
        assertThat(rows.columns()).containsExactly("intent", "team");
        assertThat(rows.rows())
                .containsExactly(
                        Map.of("intent", "refund", "team", "billing, first"),
                        Map.of("intent", "two\nlines", "team", "x"),
                        Map.of("intent", "last", "team", "y"));
        assertThat(rows.lines()).containsExactly(4, 5, 7);
    }

    @Test
    void semicolonsAndAByteOrderMarkAreWhatSpreadsheetsExport() {
        assertThat(CsvRows.read("\uFEFFa;b\r\n1,5;x\r\n").orThrow().rows())
                .containsExactly(Map.of("a", "1,5", "b", "x"));
    }

    @Test
    void whatIsWrongHasItsLine() {
        assertThat(wrong("")).containsExactly("1: the table is empty");
        assertThat(wrong("a,b\n1,2\n3\n4,5,6\n"))
                .containsExactly(
                        "3: this row has 1 cells, and the first line names 2 columns",
                        "4: this row has 3 cells, and the first line names 2 columns");
        assertThat(wrong("a,a,\n")).containsExactly("1: two columns are called 'a'", "1: a column has no name");
        assertThat(wrong("a,b\n1,2\n\"never closed,2\n3,4\n"))
                .containsExactly("3: the table can't be read from here on");
    }

    @Test
    void aTableWithoutRowsIsReadAndLeftToItsRule() {
        assertThat(CsvRows.read("a,b\n")).isInstanceOf(Compilation.Compiled.class);
    }
}
