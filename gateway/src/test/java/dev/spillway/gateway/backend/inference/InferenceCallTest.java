package dev.spillway.gateway.backend.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Purse;
import dev.spillway.core.Refusal;
import dev.spillway.core.Request;
import dev.spillway.core.Source;
import dev.spillway.core.Trace;
import dev.spillway.core.layer.Within;
import dev.spillway.core.testing.Calls;
import dev.spillway.gateway.backend.BackendFixture;
import dev.spillway.gateway.backend.BackendTck.Behaviour;
import dev.spillway.gateway.backend.Certificates;
import dev.spillway.gateway.backend.Credentials;
import dev.spillway.gateway.backend.GrpcChannels;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.ClientTlsConfig;
import dev.spillway.gateway.config.CredentialsConfig;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.TensorConfig;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferRequest.InferInputTensor;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes to a model server, what its statuses mean, and how its connections are kept. */
final class InferenceCallTest extends BackendFixture {
    private static final Map<String, @Nullable Object> INPUT = Map.of("text", "where is it");

    private final InferenceFaults server = stopped(new InferenceFaults());

    @TempDir
    private Path folder = Path.of("");

    private InferenceConfigs config() {
        return InferenceConfigs.at(new Address("127.0.0.1", server.port()));
    }

    private InferenceBackend backend(InferenceConfigs config) {
        return backend(config, null);
    }

    private InferenceBackend backend(InferenceConfigs config, @Nullable Credentials credentials) {
        OpenInferenceConfig built = config.build();
        GrpcChannels channels = new GrpcChannels(loops, built.address(), built.tls());
        stopped(channels::close);
        return watched(new InferenceBackend("intent", built, channels, credentials, time));
    }

    private Call call() {
        return call(PATIENCE, INPUT);
    }

    private static @Nullable String header(InferenceFaults.Request request, String name) {
        return request.headers().get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }

    @Test
    void theInputTravelsAsTensorsAndTheAnswerNamesItsSource() throws Exception {
        Outcome outcome = await(run(backend(config()), call()));
        ModelInferRequest request = server.seen().getFirst().message();
        assertThat(request.getModelName()).isEqualTo("intent");
        assertThat(request.getModelVersion()).isEqualTo("7");
        assertThat(request.getInputsList()).singleElement().satisfies(tensor -> {
            assertThat(tensor.getName()).isEqualTo("text");
            assertThat(tensor.getDatatype()).isEqualTo("BYTES");
            assertThat(tensor.getShapeList()).containsExactly(1L);
            assertThat(tensor.getContents().getBytesContents(0).toStringUtf8()).isEqualTo("where is it");
        });
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Answer.class, answer -> {
            assertThat(answer.source()).isEqualTo(new Source.Backend("intent", "intent", "7", 0));
            assertThat(((Payload.Whole) answer.payload()).fields()).isEqualTo(Map.of("label", "late"));
        });
    }

    @Test
    void configuredTensorsTakeTheirFieldsAndTypes() throws Exception {
        InferenceConfigs config = config().inputs(Map.of(
                "days", InferenceConfigs.tensor(null, TensorConfig.Datatype.FP32),
                "ids", InferenceConfigs.tensor("numbers", TensorConfig.Datatype.INT32)));
        await(run(backend(config), call(PATIENCE, Map.of("days", 3L, "numbers", List.of(1.0, 2L), "flag", true))));
        List<InferInputTensor> tensors = server.seen().getFirst().message().getInputsList();
        assertThat(tensors)
                .as("only what is configured is sent")
                .extracting(InferInputTensor::getName)
                .containsExactlyInAnyOrder("days", "ids");
        assertThat(tensors).anySatisfy(tensor -> {
            assertThat(tensor.getDatatype()).isEqualTo("FP32");
            assertThat(tensor.getContents().getFp32ContentsList()).containsExactly(3f);
        });
        assertThat(tensors).anySatisfy(tensor -> {
            assertThat(tensor.getDatatype()).isEqualTo("INT32");
            assertThat(tensor.getShapeList()).containsExactly(2L);
            assertThat(tensor.getContents().getIntContentsList()).containsExactly(1, 2);
        });
    }

    @Test
    void whatIsLeftOfTheBudgetTravelsAsTheCallsDeadline() throws Exception {
        await(run(backend(config()), call(Duration.ofSeconds(9), INPUT)));
        var deadline = server.seen().getFirst().deadline();
        assertThat(deadline).isNotNull();
        assertThat(deadline.timeRemaining(TimeUnit.SECONDS)).isLessThan(9);

        await(run(backend(config()), call(Duration.ofHours(1), INPUT)));
        assertThat(header(server.seen().getLast(), "grpc-timeout")).isNotNull();
    }

    @Test
    void traceAndCredentialsTravelAlong() throws Exception {
        Credentials credentials =
                Credentials.read(new CredentialsConfig("X-Api-Key", "Key ", "KEY", null), _ -> "s3cret");
        Call call = call();
        Trace trace = new Trace(call.request().trace().traceId(), "00f067aa0ba902b7", "01", "vendor=1");
        Request request = new Request(trace.traceId(), "route", INPUT, null, trace);
        Call traced = new Call(
                request, call.caller(), call.budget(), call.purse(), call.scope(), call.offers(), call.journal());
        await(run(backend(config(), credentials), traced));
        assertThat(header(server.seen().getFirst(), "traceparent")).isEqualTo(trace.parent());
        assertThat(header(server.seen().getFirst(), "tracestate")).isEqualTo("vendor=1");
        assertThat(header(server.seen().getFirst(), "x-api-key")).isEqualTo("Key s3cret");

        await(run(backend(config()), call()));
        assertThat(header(server.seen().getLast(), "tracestate")).isNull();
        assertThat(header(server.seen().getLast(), "x-api-key")).isNull();
    }

    @Test
    void anInputThatFitsNoTensorSendsNothing() throws Exception {
        InferenceConfigs config =
                config().inputs(Map.of("days", InferenceConfigs.tensor(null, TensorConfig.Datatype.INT64)));
        InferenceBackend backend = backend(config);
        for (Map<String, @Nullable Object> unfit :
                List.<Map<String, @Nullable Object>>of(Map.of(), Map.of("days", "three"), Map.of("days", 2.5))) {
            assertThat(await(run(backend, call(PATIENCE, unfit)))).isNotInstanceOf(Outcome.Answer.class);
        }
        assertThat(server.requests()).isZero();
    }

    @Test
    void anEmptyPurseSendsNothing() throws Exception {
        Call poor = Calls.on(time).input(INPUT).purse(Purse.of(new Money(999))).call(PATIENCE);
        assertThat(await(run(backend(config()), poor)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.NO_MONEY));
        assertThat(server.requests()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "CANCELLED, BACKEND_ERROR",
        "UNKNOWN, BACKEND_ERROR",
        "INVALID_ARGUMENT, REJECTED",
        "DEADLINE_EXCEEDED, TIMED_OUT",
        "NOT_FOUND, REJECTED",
        "ALREADY_EXISTS, REJECTED",
        "PERMISSION_DENIED, REJECTED",
        "RESOURCE_EXHAUSTED, THROTTLED",
        "FAILED_PRECONDITION, REJECTED",
        "ABORTED, BACKEND_ERROR",
        "OUT_OF_RANGE, REJECTED",
        "UNIMPLEMENTED, NOT_READY",
        "INTERNAL, BACKEND_ERROR",
        "UNAVAILABLE, BACKEND_ERROR",
        "DATA_LOSS, BACKEND_ERROR",
        "UNAUTHENTICATED, REJECTED"
    })
    void eachStatusSaysWhy(Status.Code code, Failure why) throws Exception {
        server.play(InferenceFaults.fail(code.toStatus()));
        Call call = call();
        assertThat(await(run(backend(config()), call)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(why));
        assertThat(call.purse().spent()).as("the server has worked").isEqualTo(new Money(1000));
    }

    @Test
    void anEmptyReplyIsBad() throws Exception {
        server.play(server -> {
            server.sendHeaders(new Metadata());
            server.close(Status.OK, new Metadata());
        });
        assertThat(await(run(backend(config()), call())))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.why()).isIn(Failure.BAD_REPLY, Failure.BACKEND_ERROR));
    }

    @Test
    void theModelsOwnServiceNameIsCalled() throws Exception {
        InferenceConfigs other = config().service("other.GRPCInferenceService");
        assertThat(await(run(backend(other), call())))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed ->
                                assertThat(failed.why()).isEqualTo(Failure.NOT_READY)); // this server does not have it
        assertThat(server.requests()).isZero();
    }

    @Test
    void aSilentConnectionCostsTwoCallsAtMost() throws Exception {
        InferenceBackend backend = backend(config());
        assertThat(await(run(backend, call()))).isInstanceOf(Outcome.Answer.class);
        assertThat(server.relay().accepted()).isEqualTo(1);
        server.relay().freeze();

        var bounded = Layer.stack(List.of(new Within(Duration.ofMillis(300), time)), backend);
        assertThat(await(run(bounded, call()))).isInstanceOf(Outcome.Failed.class);
        assertThat(await(run(bounded, call()))).isInstanceOf(Outcome.Failed.class);
        assertThat(await(run(backend, call()))) // over a new connection, which a busy machine may take long to open
                .isInstanceOf(Outcome.Answer.class);
        assertThat(server.relay().accepted()).isEqualTo(2);
    }

    @Test
    void callsThatAreMerelySlowKeepTheConnection() throws Exception {
        InferenceBackend backend = backend(config());
        assertThat(await(run(backend, call()))).isInstanceOf(Outcome.Answer.class);
        server.behave(Behaviour.STALLS);
        var bounded = Layer.stack(List.of(new Within(Duration.ofMillis(50), time)), backend);
        await(run(bounded, call()));
        server.behave(Behaviour.ANSWERS);
        assertThat(await(run(backend, call()))).isInstanceOf(Outcome.Answer.class);
        server.behave(Behaviour.STALLS);
        await(run(bounded, call()));
        server.behave(Behaviour.ANSWERS);
        assertThat(await(run(backend, call()))).isInstanceOf(Outcome.Answer.class);
        assertThat(server.relay().accepted()).isEqualTo(1);
    }

    @Test
    void aServerThatIsGoneIsLookedForAgainAndAgain() throws Exception {
        InferenceBackend backend = backend(config());
        assertThat(await(run(backend, call()))).isInstanceOf(Outcome.Answer.class);
        server.relay().refuse();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (server.relay().accepted() < 15) { // grpc's own patience would have grown to minutes
            assertThat(System.nanoTime() - end).isNegative();
            Call lost = call();
            assertThat(await(run(backend, lost))).isInstanceOf(Outcome.Failed.class);
            TimeUnit.MILLISECONDS.sleep(10);
        }
        server.relay().mend();
        Outcome outcome = await(run(backend, call()));
        while (!(outcome instanceof Outcome.Answer)) {
            assertThat(System.nanoTime() - end).isNegative();
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE));
            TimeUnit.MILLISECONDS.sleep(10);
            outcome = await(run(backend, call()));
        }
    }

    @Test
    void aServerThatIsBackForOneLoopIsBackForAll() throws Exception {
        InferenceBackend backend = backend(config());
        server.relay().refuse();
        for (int loop = 0; loop < LOOPS; loop++) { // each waits a second from now on, as grpc does, unless it is told
            assertThat(await(run(backend, call(), loop))).isInstanceOf(Outcome.Failed.class);
        }
        server.relay().mend();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!(await(run(backend, call(), 0)) instanceof Outcome.Answer)) {
            assertThat(System.nanoTime() - end).isNegative();
            TimeUnit.MILLISECONDS.sleep(10);
        }
        for (int loop = 1; loop < LOOPS; loop++) {
            assertThat(await(run(backend, call(), loop))).isInstanceOf(Outcome.Answer.class);
        }
    }

    @Test
    void whatNeverHadAConnectionIsUnreachableAndCostsNothing() throws Exception {
        InferenceBackend backend = backend(config());
        server.relay().refuse();
        for (int again = 0; again < 5; again++) {
            Call lost = call();
            assertThat(await(run(backend, lost)))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE));
            assertThat(lost.purse().spent()).isEqualTo(Money.ZERO);
        }
    }

    @Test
    void aServerOfAGivenAuthorityIsTrustedUnderItsName() throws Exception {
        Certificates certificates = Certificates.of(folder, "dns:models.internal");
        InferenceFaults secure = stopped(new InferenceFaults(certificates));
        InferenceConfigs config = InferenceConfigs.at(new Address("127.0.0.1", secure.port()));
        assertThat(await(run(
                        backend(config.tls(new ClientTlsConfig(certificates.authority(), "models.internal"))), call())))
                .isInstanceOf(Outcome.Answer.class);
        for (ClientTlsConfig wrong : List.of(
                new ClientTlsConfig(certificates.authority(), null),
                new ClientTlsConfig(certificates.authority(), "other.internal"),
                new ClientTlsConfig(null, "models.internal"))) {
            assertThat(await(run(backend(config.tls(wrong)), call())))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE));
        }
        assertThat(secure.requests()).isEqualTo(1);
    }

    @Test
    void theModelIsAskedWhetherItIsReady() throws Exception {
        InferenceBackend backend = backend(config());
        assertThat(await(on(0, () -> backend.health(PATIENCE))).ready()).isTrue();
        server.ready(false);
        assertThat(await(on(0, () -> backend.health(PATIENCE))).ready()).isFalse();
        server.relay().freeze();
        assertThat(await(on(0, () -> backend.health(Duration.ofMillis(100)))).ready())
                .isFalse();
    }
}
