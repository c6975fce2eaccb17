package dev.spillway.cascade.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeLogReaderTest {
    private static final String HEADER = "query_id,model,correct,confidence,cost,latency_ms\n";

    private static OutcomeLogReader.Reading read(String text) throws IOException {
        return read(text, ConfidenceScale.PROBABILITY);
    }

    private static OutcomeLogReader.Reading read(String text, ConfidenceScale scale) throws IOException {
        return OutcomeLogReader.read(new StringReader(text), scale);
    }

    @Test
    void readsOneRowForEachQueryAndModel() throws IOException {
        var reading = read(HEADER + "q1,small,1,0.9,0.001,20\nq1,large,0.5,0.8,0.02,200\nq2,small,0,0.4,0.003,30\n");

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.rows()).isEqualTo(3);
        assertThat(reading.log().queries()).containsExactly("q1", "q2");
        assertThat(reading.log().of("small").correct()).containsExactly(1, 0);
        assertThat(reading.log().of("small").latencyMillis()).containsExactly(20, 30);
        assertThat(reading.log().of("large").correct()).containsExactly(0.5, Double.NaN);
        assertThat(reading.log().of("large").cost()).containsExactly(0.02, Double.NaN);
        assertThat(reading.log().missing("large")).isOne();
        assertThat(reading.log().complete().queries()).containsExactly("q1");
    }

    @Test
    void ordersModelsByMeanCost() throws IOException {
        var log = read(HEADER + "q1,large,1,0.9,5,1\nq1,tiny,1,0.9,1,1\nq1,small,1,0.9,3,1\n")
                .log();

        assertThat(log.models()).containsExactly("tiny", "small", "large");
        assertThat(log.withModels(List.of("large", "tiny")).models()).containsExactly("large", "tiny");
    }

    @Test
    void findsColumnsByNameAndIgnoresOthers() throws IOException {
        var log = read("\uFEFFprompt, Cost ,MODEL,correct,query_id\n\"a, \"\"b\"\"\nc\",0.5,m,1,q\n")
                .log();

        assertThat(log.of("m").cost()).containsExactly(0.5);
        assertThat(log.of("m").confidence()).containsExactly(Double.NaN);
        assertThat(log.of("m").latencyMillis()).containsExactly(Double.NaN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nan", "NaN", "null", "None", "n/a"})
    void takesAnEmptyConfidenceForUnknown(String empty) throws IOException {
        var reading = read(HEADER + "q1,m,1," + empty + ",0.001,\n");

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.log().of("m").confidence()).containsExactly(Double.NaN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "q1,m,yes,0.9,0.1,1|correct is \"yes\", not a score in [0, 1]",
                "q1,m,1.5,0.9,0.1,1|correct is 1.5, not a score in [0, 1]",
                "q1,m,,0.9,0.1,1|correct is empty, not a score in [0, 1]",
                "q1,m,NaN,0.9,0.1,1|correct is empty, not a score in [0, 1]",
                "q1,m,1,1.2,0.1,1|confidence is 1.2, not a probability in [0, 1]",
                "q1,m,1,high,0.1,1|confidence is \"high\", not a probability in [0, 1]",
                "q1,m,1,0.9,-1,1|cost is -1.0, not an amount, 0 or more",
                "q1,m,1,0.9,Infinity,1|cost is Infinity, not an amount, 0 or more",
                "q1,m,1,0.9,,1|cost is empty, not an amount, 0 or more",
                "q1,m,1,0.9,0.1,-3|latency_ms is -3.0, not milliseconds, 0 or more",
                "q1,m,1,0.9,0.1|the row has 5 fields, the header 6",
                "q1,m,1,0.9,0.1,1,1|the row has 7 fields, the header 6",
                ",m,1,0.9,0.1,1|query_id is empty",
                "q1,,1,0.9,0.1,1|model is empty",
                "q0,m,1,0.9,0.1,1|a second row for query \"q0\" and model \"m\"; the first counts",
                "q1,\"m\"x,1,0.9,0.1,1|its quotes are wrong: one is never closed, or text follows a closed one",
                "q1,\"m,1,0.9,0.1,1|its quotes are wrong: one is never closed, or text follows a closed one",
            })
    void reportsABadRowWithItsLineAndReadsOn(String row, String problem) throws IOException {
        var reading = read(HEADER + "q0,m,1,0.9,0.1,1\n\n" + row + "\nq2,m,1,0.9,0.1,1\n");

        assertThat(reading.problems()).containsExactly(new OutcomeLogReader.Problem(4, problem));
        assertThat(reading.rows()).isEqualTo(3);
        assertThat(reading.log().queries()).containsExactly("q0", "q2");
    }

    @Test
    void aQuoteTooManyTakesNoOtherRowWithIt() throws IOException {
        var reading = read(HEADER + "\"q0,m,1,0.9,0.1,1\nq1,m,1,0.9,0.1,1\nq2,\"m,1,0.9,0.1,1\nq3,m,1,0.9,0.1,1\n");

        assertThat(reading.problems())
                .extracting(OutcomeLogReader.Problem::line)
                .containsExactly(2, 4);
        assertThat(reading.log().queries()).containsExactly("q1", "q3");
        assertThat(reading.rows()).isEqualTo(4);
    }

    @Test
    void countsLinesInsideQuotesToo() throws IOException {
        var reading = read("note,query_id,model,correct,cost\r\n\"two\r\nlines\",q0,m,1,0.1\r\n,q1,m,maybe,0.1\r\n");

        assertThat(reading.problems())
                .extracting(OutcomeLogReader.Problem::line)
                .containsExactly(4);
        assertThat(reading.log().queries()).containsExactly("q0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|1|the log is empty: it has no header",
                "query_id,model,cost|1|the header has no column correct; it is: query_id,model,cost",
                "query_id,model,cost,cost|1|the column cost is there twice",
                "\"query_id,model|1|the header can't be read: its quotes are wrong: one is never closed, or text"
                        + " follows a closed one",
            })
    void reportsAHeaderThatCannotBeUsed(String header, int line, String problem) throws IOException {
        var reading = read(header);

        assertThat(reading.problems()).containsExactly(new OutcomeLogReader.Problem(line, problem));
        assertThat(reading.log().queries()).isEmpty();
    }

    @Test
    void readsLogProbabilities() throws IOException {
        var reading = read(HEADER + "q1,m,1,-0.1,1,1\nq2,m,1,0,1,1\nq3,m,1,0.3,1,1\n", ConfidenceScale.LOGPROB);

        assertThat(reading.problems())
                .containsExactly(new OutcomeLogReader.Problem(
                        4, "confidence is 0.3, not a logarithm of a probability, 0 or less"));
        assertThat(reading.log().of("m").confidence()).containsExactly(-0.1, 0);
    }
}
