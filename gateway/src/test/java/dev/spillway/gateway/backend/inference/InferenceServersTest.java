package dev.spillway.gateway.backend.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.BackendFixture;
import dev.spillway.gateway.backend.GrpcChannels;
import dev.spillway.gateway.backend.RawServer;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.InferenceReplyConfig;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.OpenInferenceConfig.Dialect;
import dev.spillway.gateway.config.TensorConfig.Datatype;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelInferResponse.InferOutputTensor;
import dev.spillway.proto.inference.ModelMetadataResponse;
import dev.spillway.proto.inference.ModelMetadataResponse.TensorMetadata;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real servers were seen to do, played by a server that does the same. */
final class InferenceServersTest extends BackendFixture {
    private static final Map<String, @Nullable Object> TEXT = Map.of("text", "where is it");
    private static final String TRACEBACK = "\u001b[36mray::Replica()\u001b[39m (pid=4711, ip=10.1.2.3)\n"
            + "Traceback (most recent call last):\n  File \"model.py\", line 7, in predict\n"
            + "ValueError: boom \u001b[31mx\u001b[0m\n";

    private final InferenceFaults server = stopped(new InferenceFaults());

    private InferenceConfigs config() {
        return InferenceConfigs.at(new Address("127.0.0.1", server.port()));
    }

    private InferenceBackend backend(InferenceConfigs config) {
        OpenInferenceConfig built = config.build();
        GrpcChannels channels = new GrpcChannels(loops, built.address(), built.tls());
        stopped(channels::close);
        return watched(new InferenceBackend("intent", built, channels, null, time));
    }

    private Outcome ask(InferenceBackend backend, Map<String, @Nullable Object> input) throws Exception {
        return await(run(backend, call(PATIENCE, input)));
    }

    private Outcome.Failed fails(InferenceBackend backend) throws Exception {
        Outcome outcome = ask(backend, TEXT);
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return (Outcome.Failed) outcome;
    }

    private Backend.Health health(InferenceBackend backend) throws Exception {
        return await(on(0, () -> backend.health(PATIENCE)));
    }

    private ModelInferRequest sent() {
        return server.seen().getLast().message();
    }

    private static InferenceFaults.Script metadata(String tensor, String datatype, long... shape) {
        ModelMetadataResponse.Builder metadata = ModelMetadataResponse.newBuilder()
                .setName("intent")
                .addInputs(tensor(tensor, datatype, shape))
                .addOutputs(tensor("scores", "FP64", 2))
                .addOutputs(tensor("labels", "BYTES", 2));
        return InferenceFaults.reply(metadata.build().toByteArray());
    }

    private static TensorMetadata tensor(String name, String datatype, long... shape) {
        TensorMetadata.Builder tensor =
                TensorMetadata.newBuilder().setName(name).setDatatype(datatype);
        for (long dimension : shape) {
            tensor.addShape(dimension);
        }
        return tensor.build();
    }

    // Shapes and types

    @Test
    void tritonsBatchingModelIsCalledWithoutAWord() throws Exception {
        server.metadata(metadata("text", "BYTES", -1, 1));
        assertThat(ask(backend(config()), TEXT)).isInstanceOf(Outcome.Answer.class);
        assertThat(sent().getInputs(0).getShapeList()).containsExactly(1L, 1L);
    }

    @Test
    void theMetadataSaysTheTypeOfAField() throws Exception {
        server.metadata(metadata("days", "INT64", -1, 3));
        InferenceBackend backend = backend(config());
        ask(backend, Map.of("days", List.of(1.0, 2.0, 3.0)));
        assertThat(sent().getInputs(0).getDatatype()).isEqualTo("INT64");
        assertThat(sent().getInputs(0).getShapeList()).containsExactly(1L, 3L);
        assertThat(sent().getInputs(0).getContents().getInt64ContentsList()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatIsConfiguredPrevails() throws Exception {
        server.metadata(metadata("days", "FP32", -1, 3));
        ask(
                backend(config().inputs(Map.of("days", InferenceConfigs.shaped(Datatype.FP64, 3, -1)))),
                Map.of("days", List.of(1.0, 2.0, 3.0)));
        assertThat(sent().getInputs(0).getDatatype()).isEqualTo("FP64");
        assertThat(sent().getInputs(0).getShapeList()).containsExactly(3L, 1L);
    }

    @Test
    void aServerWithoutMetadataIsAskedOnceAndGetsBatchesOfOneByConfiguration() throws Exception {
        InferenceBackend backend =
                backend(config().batch().inputs(Map.of("x", InferenceConfigs.tensor(null, Datatype.FP32))));
        for (int again = 0; again < 3; again++) {
            ask(backend, Map.of("x", List.of(1.0, 2.0, 3.0)));
            assertThat(sent().getInputs(0).getShapeList()).containsExactly(1L, 3L);
        }
        assertThat(server.metadataAsked()).hasSize(1);
    }

    @Test
    void manyFirstCallsOnAllLoopsAskOnce() throws Exception {
        server.metadata(metadata("text", "BYTES", -1, 1));
        InferenceBackend backend = backend(config());
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            outcomes.add(run(backend, call(PATIENCE, TEXT), i % LOOPS));
        }
        for (CompletableFuture<Outcome> outcome : outcomes) {
            assertThat(await(outcome)).isInstanceOf(Outcome.Answer.class);
        }
        assertThat(server.metadataAsked()).hasSize(1);
        assertThat(server.seen())
                .allSatisfy(request -> assertThat(request.message().getInputs(0).getShapeList())
                        .containsExactly(1L, 1L));
    }

    @Test
    void aCallThatIsCancelledWhileTheModelIsAskedSendsNothing() throws Exception {
        server.metadata(_ -> {});
        InferenceBackend backend = backend(config());
        Call call = call(PATIENCE, TEXT);
        CompletableFuture<Outcome> outcome = run(backend, call);
        eventually(() -> server.metadataAsked().size() == 1);
        onLoop(() -> call.scope().cancel());
        assertThat(await(outcome)).isInstanceOf(Outcome.Failed.class);
        assertThat(server.requests()).isZero();
    }

    @Test
    void aServerThatNeverSaysWhatItTakesIsWaitedForOnce() throws Exception {
        server.metadata(_ -> {});
        InferenceBackend backend = backend(config());
        assertThat(ask(backend, TEXT)).isInstanceOf(Outcome.Answer.class);
        eventually(() -> server.requests() == 1);
        assertThat(ask(backend, TEXT)).isInstanceOf(Outcome.Answer.class);
    }

    @Test
    void aModelThatIsReplacedByOneOfAnotherShapeIsAskedAgain() throws Exception {
        server.metadata(metadata("text", "BYTES", -1));
        InferenceBackend backend = backend(config());
        ask(backend, TEXT);
        server.metadata(metadata("text", "BYTES", -1, 1));
        server.play(InferenceFaults.fail(Status.INVALID_ARGUMENT.withDescription("Expected [-1,1], got [1]")));
        eventuallySends(backend, List.of(1L, 1L));
        assertThat(server.metadataAsked().size()).isLessThan(server.requests());
    }

    private void eventuallySends(InferenceBackend backend, List<Long> shape) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        do {
            assertThat(System.nanoTime() - end).isNegative();
            ask(backend, TEXT);
        } while (!sent().getInputs(0).getShapeList().equals(shape));
    }

    @Test
    void halfPrecisionMakesAllTensorsRaw() throws Exception {
        InferenceConfigs config = config().inputs(new java.util.TreeMap<>(Map.of(
                "a", InferenceConfigs.shaped(Datatype.FP16, 1, -1),
                "b", InferenceConfigs.tensor(null, Datatype.BYTES),
                "c", InferenceConfigs.tensor(null, Datatype.BF16))));
        ask(backend(config), Map.of("a", List.of(0.5, 1.0), "b", "x", "c", 1.0));
        ModelInferRequest request = sent();
        assertThat(request.getInputsList()).noneMatch(ModelInferRequest.InferInputTensor::hasContents);
        assertThat(request.getRawInputContentsList())
                .containsExactly(bytes(0, 0x38, 0, 0x3c), bytes(1, 0, 0, 0, 'x'), bytes(0x80, 0x3f));
    }

    private static ByteString bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteString.copyFrom(bytes);
    }

    @Test
    void healthSaysWhatOfTheConfigurationDoesNotFit() throws Exception {
        server.metadata(metadata("x", "FP32", -1, 3));
        InferenceReplyConfig reply = new InferenceReplyConfig(
                "predict_proba",
                InferenceReplyConfig.Activation.NONE,
                InferenceReplyConfig.Certainty.MAXIMUM,
                List.of("a", "b"),
                null,
                false,
                Map.of());
        InferenceConfigs misfit = config().reply(reply)
                .inputs(Map.of(
                        "x", InferenceConfigs.shaped(Datatype.FP64, 3),
                        "y", InferenceConfigs.tensor(null, null)));
        Backend.Health health = health(backend(misfit));
        assertThat(health.ready()).isTrue();
        assertThat(health.text())
                .contains("x: the model wants [-1,3], the configuration sends [3]")
                .contains("x: the model wants FP32, the configuration sends FP64")
                .contains("the model has no input y, only x")
                .contains("the model has no output predict_proba, only scores, labels");

        InferenceConfigs fits = config().inputs(Map.of("x", InferenceConfigs.shaped(Datatype.FP32, 1, -1)));
        assertThat(health(backend(fits)).text()).isEqualTo("ready");
        assertThat(health(backend(config().inputs(Map.of("z", InferenceConfigs.tensor("x", null)))))
                        .text())
                .contains("the model wants an input x");
    }

    // What is asked for

    @Test
    void theRequestNamesExactlyTheOutputsThatTheReplyIsReadBy() throws Exception {
        InferenceReplyConfig reply = new InferenceReplyConfig(
                "predict_proba",
                InferenceReplyConfig.Activation.NONE,
                InferenceReplyConfig.Certainty.MAXIMUM,
                List.of(),
                "labels",
                false,
                Map.of("first", "predict", "again", "predict"));
        ask(backend(config().reply(reply)), TEXT);
        assertThat(sent().getOutputsList())
                .extracting(ModelInferRequest.InferRequestedOutputTensor::getName)
                .containsExactly("predict_proba", "labels", "predict");
        ask(backend(config().reply(reply).withoutRequestedOutputs()), TEXT);
        assertThat(sent().getOutputsList()).isEmpty();
    }

    @Test
    void parametersAndHeadersTravel() throws Exception {
        InferenceConfigs config = config().parameters(Map.of("a", "x", "b", 7L, "c", true, "d", 0.5))
                .headers(Map.of("application", "intent"))
                .inputs(Map.of(
                        "text",
                        new dev.spillway.gateway.config.TensorConfig(
                                null, Datatype.BYTES, null, Map.of("content_type", "str"))));
        ask(backend(config), TEXT);
        assertThat(sent().getParametersOrThrow("a").getStringParam()).isEqualTo("x");
        assertThat(sent().getParametersOrThrow("b").getInt64Param()).isEqualTo(7);
        assertThat(sent().getParametersOrThrow("c").getBoolParam()).isTrue();
        assertThat(sent().getParametersOrThrow("d").getDoubleParam()).isEqualTo(0.5);
        assertThat(sent().getInputs(0).getParametersOrThrow("content_type").getStringParam())
                .isEqualTo("str");
        Metadata.Key<String> application = Metadata.Key.of("application", Metadata.ASCII_STRING_MARSHALLER);
        assertThat(server.seen().getLast().headers().get(application)).isEqualTo("intent");
        assertThat(server.metadataAsked())
                .allSatisfy(headers -> assertThat(headers.get(application)).isEqualTo("intent"));
    }

    @Test
    void aRequestThatIsTooLargeIsNotSentAndAReplyThatIsTooLargeIsBad() throws Exception {
        InferenceBackend backend = backend(config().maxBytes(2048, 64));
        assertThat(ask(backend, Map.of("text", "x".repeat(2048))))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.why()).isEqualTo(Failure.TOO_LARGE);
                    assertThat(failed.detail()).contains("more than 2KiB");
                });
        assertThat(server.requests()).isZero();
        assertThat(fails(backend).why()).isEqualTo(Failure.BAD_REPLY);
        assertThat(fails(backend).detail()).isEqualTo("the reply is larger than 64B");
    }

    // Reasons

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Received message larger than max (5242894 vs. 4194304)",
                "SERVER: Received message larger than max (5242894 vs. 4194304)",
                "CLIENT: Sent message larger than max (5242894 vs. 4194304)",
                "gRPC message exceeds maximum size 4194304: 5242894",
                "grpc: received message larger than max (5242894 vs. 4194304)",
                "grpc: received message after decompression larger than max (5242894 vs. 4194304)",
                "Received message exceeds the maximum configured message size."
            })
    void aRequestThatTheServerFindsTooLargeIsNotALoad(String words) throws Exception {
        server.play(InferenceFaults.fail(Status.RESOURCE_EXHAUSTED.withDescription(words)));
        assertThat(fails(backend(config())).why()).isEqualTo(Failure.TOO_LARGE);
        server.play(InferenceFaults.fail(Status.RESOURCE_EXHAUSTED.withDescription(
                "Request dropped due to backpressure (num_queued_requests=4, max_queued_requests=2).")));
        assertThat(fails(backend(config())).why()).isEqualTo(Failure.THROTTLED);
    }

    @ParameterizedTest
    @CsvSource({"INVALID_ARGUMENT", "NOT_FOUND", "FAILED_PRECONDITION"})
    void whatAModelRefusesWhileItIsNotReadyIsNotRejected(Status.Code code) throws Exception {
        server.play(InferenceFaults.fail(code.toStatus().withDescription("something is wrong")));
        server.ready(false);
        InferenceBackend backend = backend(config());
        for (int again = 0; again < 5; again++) {
            assertThat(fails(backend).why()).isEqualTo(Failure.NOT_READY);
        }
        assertThat(server.readinessAsked()).as("asked once a second").isBetween(1, 4);
        server.ready(true);
        assertThat(fails(backend(config())).why()).isEqualTo(Failure.REJECTED);
    }

    @Test
    void mlserversWordsForALoadingModelAreBelievedWhateverAnotherReplicaSays() throws Exception {
        server.play(InferenceFaults.fail(
                Status.INVALID_ARGUMENT.withDescription("Model intent with version 7 is not ready yet.")));
        assertThat(fails(backend(config())).why()).isEqualTo(Failure.NOT_READY);
        server.play(InferenceFaults.fail(
                Status.INVALID_ARGUMENT.withDescription("can't use: model intent is not ready yet, said the caller")));
        assertThat(fails(backend(config())).why()).isEqualTo(Failure.REJECTED);
    }

    @ParameterizedTest
    @CsvSource({"UNKNOWN", "INTERNAL", "UNIMPLEMENTED"})
    void whereReadinessCantBeToldAMissingModelIsNotReadyAndABadInputIsRejected(Status.Code readiness) throws Exception {
        server.readiness(InferenceFaults.fail(readiness.toStatus()));
        server.play(InferenceFaults.fail(Status.NOT_FOUND.withDescription("Application 'nosuch' not found.")));
        assertThat(fails(backend(config())).why()).isEqualTo(Failure.NOT_READY);
        assertThat(fails(backend(config().withoutReadiness())).why()).isEqualTo(Failure.NOT_READY);
        server.play(InferenceFaults.fail(Status.INVALID_ARGUMENT.withDescription("wrong shape")));
        assertThat(fails(backend(config())).why()).isEqualTo(Failure.REJECTED);
        assertThat(fails(backend(config().withoutReadiness())).why()).isEqualTo(Failure.REJECTED);
    }

    @Test
    void aServerThatDoesNotSayWhetherItIsReadyHoldsTheCallOnlyShortly() throws Exception {
        server.readiness(_ -> {});
        server.play(InferenceFaults.fail(Status.INVALID_ARGUMENT));
        assertThat(fails(backend(config())).why()).isEqualTo(Failure.REJECTED);
    }

    @Test
    void aReplyOfAnotherModelIsNoAnswer() throws Exception {
        server.play(InferenceFaults.reply(
                InferenceFaults.answer().toBuilder().setModelName("other").build()));
        Outcome.Failed failed = fails(backend(config()));
        assertThat(failed.why()).isEqualTo(Failure.BAD_REPLY);
        assertThat(failed.detail()).isEqualTo("another model answered than the one that was asked");
        assertThat(ask(backend(config().acceptRenamedModel()), TEXT)).isInstanceOf(Outcome.Answer.class);
        server.play(InferenceFaults.reply(
                InferenceFaults.answer().toBuilder().clearModelName().build()));
        assertThat(ask(backend(config()), TEXT)).as("no name is no other name").isInstanceOf(Outcome.Answer.class);
    }

    // What a server says

    @Test
    void aTracebackStaysWithOperators() throws Exception {
        server.play(InferenceFaults.fail(Status.INTERNAL.withDescription(TRACEBACK)));
        InferenceBackend backend = backend(config());
        Outcome.Failed failed = fails(backend);
        assertThat(failed.why()).isEqualTo(Failure.BACKEND_ERROR);
        assertThat(failed.detail()).isEqualTo("gRPC status INTERNAL");
        assertThat(health(backend).text())
                .startsWith("ready; ")
                .endsWith(" s ago a call failed: INTERNAL: ValueError: boom x");
    }

    @Test
    void raysEmptyMessageBeforeAnErrorIsNoAnswer() throws Exception {
        InferenceFaults.Script ray = call -> {
            call.sendHeaders(new Metadata());
            call.sendMessage(new byte[0]);
            call.close(Status.NOT_FOUND.withDescription("Application 'nosuch' not found."), new Metadata());
        };
        server.readiness(ray);
        Backend.Health health = health(backend(config()));
        assertThat(health.ready()).isFalse();
        assertThat(health.text()).isEqualTo("NOT_FOUND: Application 'nosuch' not found.");
        server.play(ray);
        assertThat(fails(backend(config())).why()).isEqualTo(Failure.NOT_READY);
    }

    @Test
    void withoutReadinessHealthIsTheConnection() throws Exception {
        server.readiness(InferenceFaults.fail(Status.INTERNAL));
        assertThat(health(backend(config().withoutReadiness())).ready()).isTrue();
        InferenceBackend absent = backend(InferenceConfigs.at(new Address("127.0.0.1", RawServer.deadPort()))
                .withoutReadiness());
        assertThat(health(absent).text()).isEqualTo("can't connect");
        assertThat(server.readinessAsked()).isZero();
    }

    // TorchServe

    @Test
    void torchServeHasAServiceStringsAndWordsOfItsOwn() throws Exception {
        server.play(InferenceFaults.reply(ModelInferResponse.newBuilder()
                .setModelName("intent")
                .addOutputs(InferOutputTensor.newBuilder()
                        .setName("label")
                        .setDatatype("BYTES")
                        .addShape(1)
                        .setContents(InferTensorContents.newBuilder()
                                .addBytesContents(ByteString.copyFromUtf8("\"refund\""))))
                .build()));
        InferenceBackend backend = backend(config().dialect(Dialect.TORCHSERVE)
                .reply(new InferenceReplyConfig(
                        null,
                        InferenceReplyConfig.Activation.NONE,
                        InferenceReplyConfig.Certainty.MAXIMUM,
                        List.of(),
                        null,
                        false,
                        Map.of("label", "label"))));
        assertThat(ask(backend, TEXT))
                .isInstanceOfSatisfying(
                        Outcome.Answer.class,
                        answer -> assertThat(((Payload.Whole) answer.payload()).fields())
                                .isEqualTo(Map.of("label", "refund")));

        server.play(InferenceFaults.fail(Status.INTERNAL.withDescription(
                "Model \"intent\" Version 7 has no worker to serve inference request. Please use scale workers API")));
        assertThat(fails(backend).why()).isEqualTo(Failure.NOT_READY);
        assertThat(health(backend).ready()).as("though ModelReady says so").isFalse();
        server.play(InferenceFaults.fail(Status.INTERNAL.withDescription("Model not found: intent")));
        assertThat(fails(backend).why()).isEqualTo(Failure.NOT_READY);
        server.play(InferenceFaults.fail(Status.INTERNAL.withDescription("it broke")));
        assertThat(fails(backend).why()).isEqualTo(Failure.BACKEND_ERROR);
    }
}
