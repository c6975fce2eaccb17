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
    void rowsAndColumnsWithoutTextAreNoneOfTheTable() {
        CsvRows rows =
                CsvRows.read("a;b;;\r\nx;1;;\r\n;;;\r\n\u00A0; ;;\r\ny;2\r\n").orThrow();
        assertThat(rows.columns()).containsExactly("a", "b");
        assertThat(rows.rows()).containsExactly(Map.of("a", "x", "b", "1"), Map.of("a", "y", "b", "2"));
        assertThat(rows.lines()).containsExactly(2, 5);
        assertThat(wrong("a;b;;\r\nx;1;;left over\r\n"))
                .containsExactly("2: this row has 4 cells, and the first line names 2 columns");
    }

    @Test
    void aLineThatNamesTheSeparatorIsObeyed() {
        CsvRows rows = CsvRows.read("\uFEFFsep=;\r\na,b;c\r\nx;y\r\n").orThrow();
        assertThat(rows.rows()).containsExactly(Map.of("a,b", "x", "c", "y"));
        assertThat(rows.lines()).containsExactly(3);
        assertThat(CsvRows.read("SEP=,\na,b\n1,2\n").orThrow().rows()).containsExactly(Map.of("a", "1", "b", "2"));
    }

    @Test
    void tabsSeparateToo() {
        assertThat(CsvRows.read("a, or so\tb\n1,5\tx\n").orThrow().rows())
                .containsExactly(Map.of("a, or so", "1,5", "b", "x"));
    }

    @Test
    void blanksThatDoNotBreakAreBlanks() {
        assertThat(CsvRows.read("a\u00A0,b\n\u202Fx\u00A0,y\n").orThrow().rows())
                .containsExactly(Map.of("a", "x", "b", "y"));
    }

    @Test
    void aRowThatBeginsWithAnErrorIsNoNote() {
        assertThat(wrong("a,b\n#REF!,x\n# REF: a note\n#N/A,y\n"))
                .containsExactly(
                        "2: this row begins with an error of the spreadsheet: #REF!,x",
                        "4: this row begins with an error of the spreadsheet: #N/A,y");
    }

    @Test
    void whatIsWrongHasItsLine() {
        assertThat(wrong("")).containsExactly("1: the table is empty");
        assertThat(wrong("a,b\n1,2\n3\n4,5,6\n"))
                .containsExactly(
                        "3: this row has 1 cells, and the first line names 2 columns",
                        "4: this row has 3 cells, and the first line names 2 columns");
        assertThat(wrong("a,a,,b\n")).containsExactly("1: two columns are called 'a'", "1: a column has no name");
        assertThat(wrong("a,b\n1,2\n\"never closed,2\n3,4\n"))
                .containsExactly("3: the table can't be read from here on");
    }

    @Test
    void aTableWithoutRowsIsReadAndLeftToItsRule() {
        assertThat(CsvRows.read("a,b\n")).isInstanceOf(Compilation.Compiled.class);
    }
}
