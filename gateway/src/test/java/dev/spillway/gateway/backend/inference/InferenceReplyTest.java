package dev.spillway.gateway.backend.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.spillway.core.Confidence;
import dev.spillway.gateway.config.InferenceReplyConfig;
import dev.spillway.gateway.config.InferenceReplyConfig.Activation;
import dev.spillway.gateway.config.OpenInferenceConfig.Dialect;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelInferResponse.InferOutputTensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InferenceReplyTest {
    private static final List<String> LABELS = List.of("a", "b", "c");

    private static ModelInferResponse scores(double... scores) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (double score : scores) {
            contents.addFp64Contents(score);
        }
        return ModelInferResponse.newBuilder()
                .addOutputs(InferOutputTensor.newBuilder()
                        .setName("scores")
                        .setDatatype("FP64")
                        .setContents(contents))
                .build();
    }

    private static InferenceReply.Reading read(Activation activation, double... scores) {
        return reply(InferenceConfigs.scores(activation, LABELS, null, true)).read(scores(scores));
    }

    private static double confidence(InferenceReply.Reading reading) {
        return ((Confidence.Known) reading.confidence()).value();
    }

    @Test
    void theHighestScoreIsTheLabelAndTheConfidence() {
        InferenceReply.Reading reading = read(Activation.NONE, 0.2, 0.7, 0.1);
        assertThat(reading.fields()).isEqualTo(Map.of("label", "b", "scores", Map.of("a", 0.2, "b", 0.7, "c", 0.1)));
        assertThat(reading.confidence()).isEqualTo(Confidence.of(0.7));
    }

    @Test
    void softmaxTurnsLogitsIntoProbabilities() {
        InferenceReply.Reading reading = read(Activation.SOFTMAX, 1, 2, 3);
        assertThat(reading.fields()).containsEntry("label", "c");
        assertThat(confidence(reading)).isCloseTo(0.66524096, within(1e-8)); // e^3 / (e + e^2 + e^3)
    }

    @Test
    void softmaxDoesNotOverflow() {
        assertThat(confidence(read(Activation.SOFTMAX, 1000, 0, -1000))).isEqualTo(1.0);
        assertThat(confidence(read(Activation.SOFTMAX, -5000, -5000, -5000))).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(confidence(read(Activation.SOFTMAX, 0, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY)))
                .isEqualTo(1.0);
    }

    @Test
    void sigmoidTakesEachScoreForItself() {
        InferenceReply.Reading reading = read(Activation.SIGMOID, 0, -1, 2);
        assertThat(reading.fields()).containsEntry("label", "c");
        assertThat(confidence(reading)).isCloseTo(0.88079708, within(1e-8)); // 1 / (1 + e^-2)
    }

    @Test
    void aSumOfFloatsMayLieALittleAboveOne() {
        assertThat(confidence(read(Activation.NONE, 1.0000001, 0, 0))).isEqualTo(1.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.5, 17, Double.POSITIVE_INFINITY})
    void scoresThatAreNoProbabilitiesAreRefused(double score) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Activation.NONE, score, 0, 0))
                .withMessageContaining("activation");
    }

    @Test
    void scoresThatAreNoNumbersAreRefused() {
        for (Activation activation : Activation.values()) {
            assertThatIllegalArgumentException().isThrownBy(() -> read(activation, Double.NaN, 0, 0));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> read(Activation.SOFTMAX, Double.POSITIVE_INFINITY, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> read(Activation.NONE, -0.5, -0.2, -0.1));
    }

    @Test
    void anotherNumberOfScoresThanOfLabelsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> read(Activation.NONE, 0.5, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> read(Activation.NONE));
    }

    @Test
    void labelsMayComeWithTheReply() {
        InferenceReply reply = reply(InferenceConfigs.scores(Activation.NONE, List.of(), "labels", false));
        assertThat(reply.read(InferenceFaults.answer()).fields()).isEqualTo(Map.of("label", "late"));
    }

    @Test
    void withoutScoresTheConfidenceIsUnknown() {
        ModelInferResponse message = ModelInferResponse.newBuilder()
                .addOutputs(InferOutputTensor.newBuilder().setName("level").setDatatype("BYTES"))
                .addOutputs(InferOutputTensor.newBuilder().setName("days").setDatatype("INT64"))
                .addRawOutputContents(ByteString.copyFrom(new byte[] {3, 0, 0, 0, 'l', 'o', 'w'}))
                .addRawOutputContents(ByteString.copyFrom(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0}))
                .build();
        InferenceReply.Reading reading =
                fields(Map.of("severity", "level", "late", "days")).read(message);
        assertThat(reading.fields()).isEqualTo(Map.of("severity", "low", "late", List.of(1L, 2L)));
        assertThat(reading.confidence()).isEqualTo(Confidence.unknown());
    }

    @Test
    void theMeasureOfCertaintyIsAMatterOfConfiguration() {
        InferenceReply margin = reply(new InferenceReplyConfig(
                "scores",
                Activation.NONE,
                InferenceReplyConfig.Certainty.MARGIN,
                List.of("a", "b", "c"),
                null,
                false,
                Map.of()));
        assertThat(confidence(margin.read(scores(0.5, 0.25, 0.25)))).isEqualTo(0.25);

        InferenceReply alone = reply(new InferenceReplyConfig(
                "scores", Activation.NONE, InferenceReplyConfig.Certainty.MARGIN, List.of("a"), null, false, Map.of()));
        InferenceReply.Reading reading = alone.read(scores(0.5));
        assertThat(reading.confidence()).isEqualTo(Confidence.unknown());
        assertThat(reading.remark()).startsWith("confidence unknown: ");
    }

    @Test
    void aMissingTensorIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fields(Map.of("a", "absent")).read(scores(1)))
                .withMessageContaining("absent");
    }

    @Test
    void torchServesStringsComeWithoutTheirQuotes() {
        ModelInferResponse message = ModelInferResponse.newBuilder()
                .addOutputs(InferOutputTensor.newBuilder()
                        .setName("label")
                        .setDatatype("BYTES")
                        .setContents(InferTensorContents.newBuilder()
                                .addBytesContents(ByteString.copyFromUtf8("\"re\\u0066und \\\"now\\\"\""))
                                .addBytesContents(ByteString.copyFromUtf8("plain"))
                                .addBytesContents(ByteString.copyFromUtf8("\"half"))))
                .build();
        InferenceReplyConfig config = new InferenceReplyConfig(
                null,
                Activation.NONE,
                InferenceReplyConfig.Certainty.MAXIMUM,
                List.of(),
                null,
                false,
                Map.of("label", "label"));
        assertThat(new InferenceReply(config, Dialect.TORCHSERVE).read(message).fields())
                .isEqualTo(Map.of("label", List.of("refund \"now\"", "plain", "\"half")));
        assertThat(reply(config).read(message).fields().get("label"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .first()
                .isEqualTo("\"re\\u0066und \\\"now\\\"\"");
    }

    private static InferenceReply fields(Map<String, String> fields) {
        @Nullable String noScores = null;
        return reply(new InferenceReplyConfig(
                noScores, Activation.NONE, InferenceReplyConfig.Certainty.MAXIMUM, List.of(), null, false, fields));
    }

    private static InferenceReply reply(InferenceReplyConfig config) {
        return new InferenceReply(config, Dialect.STANDARD);
    }
}
