package dev.spillway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.cascade.calibration.ConfidenceScale;
import dev.spillway.cascade.calibration.OutcomeLogReader;
import dev.spillway.core.Confidence;
import dev.spillway.core.Money;
import dev.spillway.gateway.observe.OutcomeFile;
import dev.spillway.gateway.tiers.OutcomeLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LogsOutcomesCommandTest {
    private static final String HEADER = "query_id,model,correct,confidence,cost,latency_ms";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path from = Path.of("");
    private Path to = Path.of("");

    @BeforeEach
    void name() {
        from = directory.resolve("outcomes.jsonl");
        to = directory.resolve("log.csv");
    }

    private static OutcomeLog.Row row(
            String query, String cascade, String model, @Nullable Object said, Confidence confidence) {
        return new OutcomeLog.Row(
                query,
                Instant.EPOCH,
                "triage",
                cascade,
                model,
                said,
                confidence,
                new Money(2_000_000_000L),
                Duration.ofMillis(12));
    }

    private static OutcomeLog.Row row(String query, String model, @Nullable Object said) {
        return row(query, "intent", model, said, Confidence.of(0.75));
    }

    private void gatewayWrites(OutcomeLog.Row... rows) {
        try (OutcomeFile file = new OutcomeFile(from, 1 << 20, _ -> {})) {
            file.put(List.of(rows));
        }
    }

    private int run(String... more) {
        List<String> all =
                new ArrayList<>(List.of("logs", "outcomes", "--from", from.toString(), "--out", to.toString()));
        all.addAll(Arrays.asList(more));
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(all.toArray(String[]::new));
    }

    @Test
    void withoutLabelsATierIsRightWhereItSaidWhatTheLastOneSaid() throws IOException {
        gatewayWrites(row("q1", "small", "refund"), row("q1", "large", "refund"));
        gatewayWrites(row("q2", "small", "invoice"), row("q2", "large", "refund"));

        assertThat(run()).isZero();

        assertThat(to)
                .content()
                .isEqualToIgnoringNewLines(HEADER + "\nq1,small,1,0.75,0.002,12.000\nq1,large,1,0.75,0.002,12.000"
                        + "\nq2,small,0,0.75,0.002,12.000\nq2,large,1,0.75,0.002,12.000");
        assertThat(out.toString()).contains("2 queries, 4 rows; right is what large said");
    }

    @Test
    void aNumberIsWhatItIsHoweverItIsWritten() throws IOException {
        gatewayWrites(row("q1", "small", List.of(5L)), row("q1", "large", List.of(5.0)));

        run();

        assertThat(to).content().contains("q1,small,1,");
    }

    @Test
    void aTierWithoutSuchAnAnswerIsWrong() throws IOException {
        gatewayWrites(row("q1", "small", null), row("q1", "large", "refund"));

        run();

        assertThat(to).content().contains("q1,small,0,").contains("q1,large,1,");
    }

    @Test
    void aQueryThatTheReferenceDidNotAnswerIsLeftOutAndCounted() throws IOException {
        gatewayWrites(row("q1", "small", "refund"), row("q1", "large", "refund"));
        gatewayWrites(row("q2", "small", "refund"));
        gatewayWrites(row("q3", "small", "refund"), row("q3", "large", null));

        assertThat(run()).isZero();

        assertThat(to).content().doesNotContain("q2").doesNotContain("q3");
        assertThat(err.toString()).contains("2 of 3 queries left out");
    }

    @Test
    void anotherTierCanBeTheReference() throws IOException {
        gatewayWrites(row("q1", "small", "refund"), row("q1", "large", "invoice"));

        run("--reference", "small");

        assertThat(to).content().contains("q1,small,1,").contains("q1,large,0,");
    }

    @Test
    void labelsDecideWhereThereAreSome() throws IOException {
        gatewayWrites(row("q1", "small", "refund"), row("q1", "large", "invoice"));
        gatewayWrites(row("q2", "small", true), row("q2", "large", 5L));
        gatewayWrites(row("q3", "small", "refund"), row("q3", "large", "refund"));
        Path labels = directory.resolve("labels.csv");
        Files.writeString(labels, "label,query_id,note\nrefund,q1,\ntrue,q2,\"a, b\"\nrefund\n");

        assertThat(run("--labels", labels.toString())).isZero();

        assertThat(to)
                .content()
                .contains("q1,small,1,", "q1,large,0,", "q2,small,1,", "q2,large,0,")
                .doesNotContain("q3");
        assertThat(err.toString()).contains(labels + ":4: the row has 1 fields").contains("1 of 3 queries left out");
    }

    @Test
    void linesThatCannotBeUsedAreToldByLine() throws IOException {
        gatewayWrites(row("q1", "small", "refund"), row("q1", "large", "refund"));
        Files.writeString(from, "{\"query\":\"q2\"\n{\"query\":\"q2\"}\n[]\n\n", StandardOpenOption.APPEND);

        assertThat(run()).isZero();

        assertThat(err.toString())
                .contains(from + ":3: ")
                .contains(from + ":4: route is null, not a text")
                .contains(from + ":5: an outcome is a JSON object");
    }

    @Test
    void ofSeveralCascadesOneIsPicked() throws IOException {
        gatewayWrites(
                row("q1", "intent", "small", "refund", Confidence.unknown()),
                row("q1", "intent", "large", "refund", Confidence.unknown()));
        gatewayWrites(
                row("q1", "tone", "tiny", "calm", Confidence.unknown()),
                row("q1", "tone", "huge", "calm", Confidence.unknown()));

        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("say --cascade, one of triage/intent, triage/tone");
        assertThat(to).doesNotExist();

        assertThat(run("--cascade", "triage/tone")).isZero();
        assertThat(to).content().contains("tiny", "huge").doesNotContain("small");
    }

    @Test
    void whatIsWrittenIsWhatCalibrateReads() throws IOException {
        gatewayWrites(
                row("q,\"1\"", "intent", "small", "refund", Confidence.unknown()), row("q,\"1\"", "large", "refund"));

        run();

        OutcomeLogReader.Reading reading =
                OutcomeLogReader.read(new StringReader(Files.readString(to)), ConfidenceScale.PROBABILITY);
        assertThat(reading.problems()).isEmpty();
        assertThat(reading.log().queries()).containsExactly("q,\"1\"");
        assertThat(reading.log().models()).containsExactlyInAnyOrder("small", "large");
    }

    @Test
    void aSecondAnswerOfTheSameModelToTheSameQueryIsLeftOutAndCounted() throws IOException {
        gatewayWrites(row("q1", "small", "refund"), row("q1", "large", "refund"));
        gatewayWrites(row("q1", "small", "invoice"), row("q1", "large", "invoice"));

        run();

        assertThat(to).content().containsOnlyOnce("q1,small,1");
        assertThat(err.toString()).contains("2 lines left out");
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("outcomes.jsonl: there is no such file");
    }
}
