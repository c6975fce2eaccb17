package dev.spillway.load.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.spillway.load.corpus.Ticket;
import dev.spillway.proto.v1.Cost;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bookkeeping of a trial; that the whole of it runs is seen by running it. */
class CascadeTrialTest {
    private static final Ticket QUESTION =
            new Ticket("1", "", "where is it?", "parcel", Optional.empty(), Optional.empty(), true);

    private static JsonNode evaluation() throws JsonProcessingException {
        return new ObjectMapper().readTree("""
            {"models": [{"model": "small", "quality": 0.6}, {"model": "large", "quality": 0.8}],
             "points": [{"expectedQuality": 0.6}, {"expectedQuality": 0.795}, {"expectedQuality": 0.8},
                        {"expectedQuality": 0.82}, {"expectedQuality": 0.81}]}
            """);
    }

    @Test
    void aShareOfTheLargestIsTheCheapestPointThatIsGoodEnough() throws JsonProcessingException {
        assertThat(new CascadeAim("cascade-99", 0.99).point(evaluation())).hasValue(1);
        assertThat(new CascadeAim("cascade-100", 1).point(evaluation())).hasValue(2);
    }

    @Test
    void theBestIsTheBest() throws JsonProcessingException {
        assertThat(new CascadeAim("cascade-best", Double.POSITIVE_INFINITY).point(evaluation()))
                .hasValue(3);
    }

    @Test
    void whatNoPointAchievesHasNone() throws JsonProcessingException {
        assertThat(new CascadeAim("cascade-110", 1.1).point(evaluation())).isEmpty();
    }

    private static StepReport step(String path, StepReport.Kind kind, StepReport.Status status) {
        return StepReport.newBuilder()
                .setStep(path)
                .setKind(kind)
                .setStatus(status)
                .build();
    }

    private static Said said(String label, double millis, StepReport... steps) {
        ExecuteResponse reply = ExecuteResponse.newBuilder()
                .setAnswer(Struct.newBuilder()
                        .putFields(
                                "label",
                                Value.newBuilder().setStringValue(label).build()))
                .setConfidence(0.75)
                .setCost(Cost.newBuilder().setPicos(2_000_000_000L))
                .addAllSteps(List.of(steps))
                .build();
        return Said.answered(QUESTION, reply, millis);
    }

    @Test
    void tiersThatWereSkippedWereNotAsked() {
        Said said = said(
                "parcel",
                5,
                step("it/small", StepReport.Kind.KIND_TIER, StepReport.Status.STATUS_ANSWERED),
                step("it/small/small", StepReport.Kind.KIND_BACKEND, StepReport.Status.STATUS_ANSWERED),
                step("it/medium", StepReport.Kind.KIND_TIER, StepReport.Status.STATUS_SKIPPED),
                step("it/large", StepReport.Kind.KIND_TIER, StepReport.Status.STATUS_CANCELLED));

        assertThat(said.tiers()).containsExactly("small", "large");
    }

    @Test
    void figuresAreOfAllQuestionsAndOneWithoutAnAnswerIsWrong() {
        List<Said> all = new ArrayList<>();
        for (int millis = 1; millis <= 98; millis++) {
            all.add(said(millis <= 49 ? "parcel" : "refund", millis));
        }
        all.add(Said.failed(QUESTION, "no answer", 99));
        all.add(Said.failed(QUESTION, "no answer", 100));

        RouteFigures figures = RouteFigures.of("small", all, null);

        assertThat(figures.quality()).isCloseTo(0.49, within(1e-9));
        assertThat(figures.cost()).isCloseTo(0.98 * 0.002, within(1e-9));
        assertThat(figures.p50Millis()).isEqualTo(50);
        assertThat(figures.p95Millis()).isEqualTo(95);
        assertThat(figures.failed()).isEqualTo(2);
    }

    @Test
    void theLogHasARowForEachAnswer(@TempDir Path directory) throws IOException {
        Map<String, List<Said>> all = new LinkedHashMap<>();
        all.put("small", List.of(said("refund", 4), Said.failed(QUESTION, "no answer", 9)));
        all.put("large", List.of(said("parcel", 120), said("parcel", 130)));
        Path log = directory.resolve("log.csv");

        OutcomesFile.write(log, all);

        assertThat(log).content().isEqualToIgnoringNewLines("""
            query_id,model,correct,confidence,cost,latency_ms
            q0,small,0,0.75,0.002,4.000
            q0,large,1,0.75,0.002,120.000
            q1,large,1,0.75,0.002,130.000
            """);
    }
}
