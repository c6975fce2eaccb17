package dev.spillway.load.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.spillway.load.simulate.Latency;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelInferResponse.InferOutputTensor;
import dev.spillway.proto.inference.ModelMetadataRequest;
import dev.spillway.proto.inference.ModelMetadataResponse;
import dev.spillway.proto.inference.ModelReadyRequest;
import dev.spillway.proto.inference.ServerLiveRequest;
import dev.spillway.proto.inference.ServerMetadataRequest;
import dev.spillway.proto.inference.ServerReadyRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ConformanceTest {
    private static final String FIRST = "where is my parcel";
    private static final String SECOND = "the box is broken";

    private static Served served;

    @BeforeAll
    static void serve() throws IOException {
        served = Served.text(Latency.NONE);
    }

    @AfterAll
    static void end() {
        served.close();
    }

    @Test
    void serverAndModelAreLiveAndReady() {
        assertThat(served.client()
                        .serverLive(ServerLiveRequest.getDefaultInstance())
                        .getLive())
                .isTrue();
        assertThat(served.client()
                        .serverReady(ServerReadyRequest.getDefaultInstance())
                        .getReady())
                .isTrue();
        assertThat(served.client()
                        .modelReady(
                                ModelReadyRequest.newBuilder().setName("intent").build())
                        .getReady())
                .isTrue();
        assertThat(served.client()
                        .serverMetadata(ServerMetadataRequest.getDefaultInstance())
                        .getName())
                .isEqualTo("spillway-reference-models");
    }

    @Test
    void metadataDescribesEveryTensor() {
        ModelMetadataResponse metadata = served.client()
                .modelMetadata(
                        ModelMetadataRequest.newBuilder().setName("intent").build());

        assertThat(metadata.getVersionsList()).containsExactly("1");
        assertThat(metadata.getInputs(0).getName()).isEqualTo("text");
        assertThat(metadata.getInputs(0).getDatatype()).isEqualTo("BYTES");
        assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L);
        assertThat(metadata.getOutputsList())
                .extracting(ModelMetadataResponse.TensorMetadata::getName)
                .containsExactly("probabilities", "label", "labels");
        assertThat(metadata.getOutputs(0).getShapeList()).containsExactly(-1L, 12L);
        assertThat(metadata.getPropertiesMap()).containsEntry("accuracy", "0.5");
    }

    @Test
    void typedTensorsAreAnsweredTyped() {
        ModelInferResponse reply = served.client()
                .modelInfer(Requests.text(FIRST, SECOND).setId("7").build());

        assertThat(reply.getId()).isEqualTo("7");
        assertThat(reply.getModelName()).isEqualTo("intent");
        assertThat(reply.getModelVersion()).isEqualTo("1");
        assertThat(reply.getRawOutputContentsList()).isEmpty();
        InferOutputTensor probabilities = reply.getOutputs(0);
        assertThat(probabilities.getDatatype()).isEqualTo("FP32");
        assertThat(probabilities.getShapeList()).containsExactly(2L, 12L);
        assertThat(probabilities.getContents().getFp32ContentsList())
                .containsExactlyElementsOf(expected(FIRST, SECOND));
        assertThat(strings(reply.getOutputs(1).getContents().getBytesContentsList()))
                .containsExactly(Served.CLASSIFIER.label(FIRST), Served.CLASSIFIER.label(SECOND));
        assertThat(strings(reply.getOutputs(2).getContents().getBytesContentsList()))
                .containsExactlyElementsOf(Served.CLASSIFIER.labels());
    }

    @Test
    void rawTensorsAreAnsweredRaw() {
        ModelInferResponse reply = served.client()
                .modelInfer(ModelInferRequest.newBuilder()
                        .setModelName("intent")
                        .addInputs(Requests.raw("text", "BYTES", 2, 1))
                        .addRawInputContents(Requests.rawBytes(FIRST, SECOND))
                        .build());

        assertThat(reply.getOutputsList()).allMatch(output -> !output.hasContents());
        assertThat(reply.getOutputs(0).getShapeList()).containsExactly(2L, 12L);
        assertThat(floats(reply.getRawOutputContents(0))).containsExactlyElementsOf(expected(FIRST, SECOND));
        assertThat(elements(reply.getRawOutputContents(1)))
                .containsExactly(Served.CLASSIFIER.label(FIRST), Served.CLASSIFIER.label(SECOND));
        assertThat(elements(reply.getRawOutputContents(2))).containsExactlyElementsOf(Served.CLASSIFIER.labels());
    }

    @Test
    void onlyTheOutputsThatWereAskedForAreGiven() {
        ModelInferResponse reply = served.client()
                .modelInfer(Requests.text(FIRST)
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("label"))
                        .build());

        assertThat(reply.getOutputsList())
                .extracting(InferOutputTensor::getName)
                .containsExactly("label");
    }

    @Test
    void numbersAreAnsweredTypedAndRawAlike() throws IOException {
        try (Served severity = Served.severity()) {
            ModelInferRequest typed = ModelInferRequest.newBuilder()
                    .setModelName("severity")
                    .addInputs(Requests.tensor("intent", "late"))
                    .addInputs(Requests.tensor("days", 20.0))
                    .build();
            ModelInferRequest raw = ModelInferRequest.newBuilder()
                    .setModelName("severity")
                    .addInputs(Requests.raw("days", "FP64", 1))
                    .addInputs(Requests.raw("intent", "BYTES", 1))
                    .addRawInputContents(Requests.rawDoubles(20))
                    .addRawInputContents(Requests.rawBytes("late"))
                    .build();

            ModelInferResponse reply = severity.client().modelInfer(typed);

            assertThat(strings(reply.getOutputs(0).getContents().getBytesContentsList()))
                    .containsExactly("high");
            assertThat(reply.getOutputs(1).getContents().getFp32ContentsList()).hasSize(3);
            assertThat(elements(severity.client().modelInfer(raw).getRawOutputContents(0)))
                    .containsExactly("high");
        }
    }

    @ParameterizedTest
    @MethodSource
    void wrongRequestIsAnInvalidArgumentThatSaysWhatIsWrong(ModelInferRequest request, String message) {
        assertStatus(() -> served.client().modelInfer(request), Status.Code.INVALID_ARGUMENT, message);
        assertThat(served.client().modelInfer(Requests.text(FIRST).build()).getOutputsCount())
                .isEqualTo(3);
    }

    static List<Object[]> wrongRequestIsAnInvalidArgumentThatSaysWhatIsWrong() {
        ModelInferRequest.Builder intent = ModelInferRequest.newBuilder().setModelName("intent");
        return List.of(
                row(intent, "the input tensor \"text\" is missing"),
                row(Requests.text(), "has the shape [0]"),
                row(Requests.text("a").addInputs(Requests.tensor("extra", "b")), "unexpected input tensor \"extra\""),
                row(intent.clone().addInputs(Requests.tensor("text", 1.5)), "must be BYTES, not \"FP64\""),
                row(
                        intent.clone().addInputs(Requests.tensor("text", "a").setShape(0, 2)),
                        "holds 1 elements, its shape says 2"),
                row(intent.clone().addInputs(Requests.tensor("text", "a").addShape(2)), "has the shape [1, 2]"),
                row(intent.clone().addInputs(Requests.tensor("text", "a").setShape(0, 5000)), "from 1 to 1024"),
                row(
                        Requests.text("a")
                                .addRawInputContents(Requests.rawBytes("a"))
                                .addRawInputContents(Requests.rawBytes("b")),
                        "2 raw contents for 1 input tensors"),
                row(
                        Requests.text("a").addRawInputContents(Requests.rawBytes("a")),
                        "either raw or typed contents, not both"),
                row(raw(1, ByteString.copyFrom(new byte[] {9, 0, 0, 0, 65})), "end inside of an element"),
                row(raw(1, ByteString.copyFrom(new byte[] {1, 0})), "end inside of an element"),
                row(raw(1, ByteString.copyFrom(new byte[] {-1, -1, -1, -1})), "end inside of an element"),
                row(raw(2, Requests.rawBytes("a")), "holds 1 elements, its shape says 2"),
                row(raw(1, ByteString.copyFrom(new byte[] {1, 0, 0, 0, (byte) 0xff})), "not UTF-8"),
                row(
                        Requests.text("a")
                                .addOutputs(
                                        InferRequestedOutputTensor.newBuilder().setName("scores")),
                        "unknown output tensor \"scores\""));
    }

    @Test
    void wrongNumbersAreAnInvalidArgument() throws IOException {
        try (Served severity = Served.severity()) {
            ModelInferRequest.Builder request = ModelInferRequest.newBuilder()
                    .setModelName("severity")
                    .addInputs(Requests.tensor("intent", "late"));

            assertStatus(
                    () -> severity.client()
                            .modelInfer(request.clone()
                                    .addInputs(Requests.tensor("days", 1, 2))
                                    .build()),
                    Status.Code.INVALID_ARGUMENT,
                    "1 intents for 2 days");
            assertStatus(
                    () -> severity.client()
                            .modelInfer(request.clone()
                                    .addInputs(Requests.tensor("days", Double.NaN))
                                    .build()),
                    Status.Code.INVALID_ARGUMENT,
                    "holds NaN");
        }
    }

    @Test
    void unknownModelOrVersionIsNotFound() {
        assertStatus(
                () -> served.client()
                        .modelInfer(Requests.text("a").setModelName("other").build()),
                Status.Code.NOT_FOUND,
                "no model \"other\" here; this server has \"intent\"");
        assertStatus(
                () -> served.client()
                        .modelInfer(Requests.text("a").setModelVersion("2").build()),
                Status.Code.NOT_FOUND,
                "has no version \"2\"");
        assertStatus(
                () -> served.client()
                        .modelReady(
                                ModelReadyRequest.newBuilder().setName("other").build()),
                Status.Code.NOT_FOUND,
                "no model");
        assertStatus(
                () -> served.client()
                        .modelMetadata(ModelMetadataRequest.newBuilder()
                                .setName("other")
                                .build()),
                Status.Code.NOT_FOUND,
                "no model");
    }

    private static ModelInferRequest.Builder raw(long elements, ByteString bytes) {
        return ModelInferRequest.newBuilder()
                .setModelName("intent")
                .addInputs(Requests.raw("text", "BYTES", elements))
                .addRawInputContents(bytes);
    }

    private static Object[] row(ModelInferRequest.Builder request, String message) {
        return new Object[] {request.build(), message};
    }

    private static void assertStatus(ThrowingCallable call, Status.Code code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
            assertThat(failure.getStatus().getCode()).isEqualTo(code);
            assertThat(failure.getStatus().getDescription()).contains(message);
        });
    }

    private static List<Float> expected(String... texts) {
        var all = new ArrayList<Float>();
        for (String text : texts) {
            for (float probability : Served.CLASSIFIER.probabilities(text)) {
                all.add(probability);
            }
        }
        return all;
    }

    private static List<String> strings(List<ByteString> elements) {
        return elements.stream().map(ByteString::toStringUtf8).toList();
    }

    private static List<Float> floats(ByteString raw) {
        ByteBuffer buffer = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        var floats = new ArrayList<Float>();
        while (buffer.hasRemaining()) {
            floats.add(buffer.getFloat());
        }
        return floats;
    }

    private static List<String> elements(ByteString raw) {
        ByteBuffer buffer = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        var elements = new ArrayList<String>();
        while (buffer.hasRemaining()) {
            int length = buffer.getInt();
            elements.add(
                    raw.substring(buffer.position(), buffer.position() + length).toStringUtf8());
            buffer.position(buffer.position() + length);
        }
        return elements;
    }
}
