package dev.spillway.load.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CsvTest {
    @Test
    void quotedFieldsHoldCommasQuotesAndLineBreaks() throws IOException {
        assertThat(fields("a,\"b, \"\"c\"\"\nd\",e\n")).containsExactly(List.of("a", "b, \"c\"\nd", "e"));
    }

    @Test
    void linesEndWithEitherBreakAndTheLastMayHaveNone() throws IOException {
        assertThat(fields("a,b\r\nc,d\ne,")).containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e", ""));
    }

    @Test
    void byteOrderMarkAndEmptyLinesAreSkipped() throws IOException {
        assertThat(fields("\uFEFFa,b\n\n\r\nc,d\n\n")).containsExactly(List.of("a", "b"), List.of("c", "d"));
    }

    @Test
    void quoteInsideAnUnquotedFieldStandsForItself() throws IOException {
        assertThat(fields("a 5\" pipe,b")).containsExactly(List.of("a 5\" pipe", "b"));
    }

    @Test
    void rowsKnowTheLineOnWhichTheyBegin() throws IOException {
        List<Csv.Row> rows = Csv.read(new StringReader("head\n\"two\nlines\"\nlast"));

        assertThat(rows).extracting(Csv.Row::line).containsExactly(1, 2, 4);
    }

    @Test
    void textBehindAClosingQuoteIsAProblemOfThatRowOnly() throws IOException {
        List<Csv.Row> rows = Csv.read(new StringReader("\"a\"b,c\nd,e"));

        assertThat(rows).extracting(Csv.Row::problem).containsExactly("text follows a closing quote", "");
        assertThat(rows.getLast().fields()).containsExactly("d", "e");
    }

    @Test
    void quoteThatIsNeverClosedIsReportedWhereItsRowBegins() throws IOException {
        List<Csv.Row> rows = Csv.read(new StringReader("a,b\nc,\"d\ne,f\n"));

        assertThat(rows.getLast().line()).isEqualTo(2);
        assertThat(rows.getLast().problem()).isEqualTo("a quoted field is never closed");
    }

    private static List<List<String>> fields(String text) throws IOException {
        return Csv.read(new StringReader(text)).stream().map(Csv.Row::fields).toList();
    }
}
