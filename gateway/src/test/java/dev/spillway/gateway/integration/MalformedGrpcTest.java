package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.Metadata;
import dev.spillway.proto.v1.OrchestratorGrpc;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed and hostile requests at the gRPC door: each has its status, and a neighbour hears nothing of it. */
class MalformedGrpcTest {
    @TempDir
    private static Path directory;

    private static ScriptedModel model;
    private static RunningGateway gateway;
    private static Thread neighbour;
    private static volatile boolean stopped;
    private static final AtomicInteger ANSWERED = new AtomicInteger();
    private static final AtomicInteger DISTURBED = new AtomicInteger();

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(
                directory.resolve("input.json"),
                "{\"type\": \"object\", \"required\": [\"text\"], \"properties\": {\"text\": {\"type\": \"string\"},"
                        + " \"n\": {\"type\": \"integer\", \"minimum\": 0}}}");
        model = new ScriptedModel();
        gateway = new RunningGateway(directory, "backends:\n" + model.backend("echo", "echo") + """
            routes:
              one:
                input: input.json
                budget: { most: 20s }
                flow: { intent: { call: echo, input: { text: "request.text" } } }
            """);
        neighbour = Thread.ofPlatform().start(() -> {
            while (!stopped) {
                try {
                    gateway.grpc().execute(RunningGateway.request("one").build());
                    ANSWERED.incrementAndGet();
                } catch (StatusRuntimeException disturbed) {
                    DISTURBED.incrementAndGet();
                }
            }
        });
    }

    @AfterAll
    static void theNeighbourWasNeverDisturbed() throws Exception {
        stopped = true;
        neighbour.join();
        gateway.close();
        model.close();
        assertThat(ANSWERED.get()).isPositive();
        assertThat(DISTURBED.get()).isZero();
    }

    /** One bad request. */
    private record Case(String name, Status.Code code, UnaryOperator<ExecuteRequest.Builder> spoil) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case invalid(String name, UnaryOperator<ExecuteRequest.Builder> spoil) {
        return new Case(name, Status.Code.INVALID_ARGUMENT, spoil);
    }

    private static Case field(String name, Value value) {
        return invalid(
                name,
                request -> request.setInput(
                        request.getInput().toBuilder().putFields(name.startsWith("n ") ? "n" : "text", value)));
    }

    private static Value number(double number) {
        return Value.newBuilder().setNumberValue(number).build();
    }

    private static UnaryOperator<ExecuteRequest.Builder> metadata(UnaryOperator<Metadata.Builder> change) {
        return request -> request.setMetadata(change.apply(Metadata.newBuilder()));
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("no route", Status.Code.NOT_FOUND, request -> request.setRoute("")),
                new Case("an unknown route", Status.Code.NOT_FOUND, request -> request.setRoute("two")),
                new Case("a path for a route", Status.Code.NOT_FOUND, request -> request.setRoute("../one")),
                new Case(
                        "a route of 100,000 letters",
                        Status.Code.NOT_FOUND,
                        request -> request.setRoute("a".repeat(100_000))),
                new Case(
                        "control characters in a route",
                        Status.Code.NOT_FOUND,
                        request -> request.setRoute("one\r\n\u0000")),
                invalid("no input", ExecuteRequest.Builder::clearInput),
                invalid("no text", request -> request.setInput(Struct.getDefaultInstance())),
                field("text is a number", number(1)),
                field("text is null", Value.newBuilder().setNullValueValue(0).build()),
                field("text is nothing", Value.getDefaultInstance()),
                field(
                        "text is a list",
                        Value.newBuilder()
                                .setListValue(ListValue.getDefaultInstance())
                                .build()),
                field(
                        "text is an object",
                        Value.newBuilder()
                                .setStructValue(Struct.getDefaultInstance())
                                .build()),
                field("text is a truth", Value.newBuilder().setBoolValue(true).build()),
                field("n is 1.5", number(1.5)),
                field("n is below its minimum", number(-1)),
                field("n is not a number", number(Double.NaN)),
                field("n is infinite", number(Double.POSITIVE_INFINITY)),
                field("n is minus infinity", number(Double.NEGATIVE_INFINITY)),
                field("n is beyond 2^53", number(1e300)),
                field("n is text", Value.newBuilder().setStringValue("1").build()),
                invalid("a budget of zero", request -> request.setBudget(Duration.getDefaultInstance())),
                invalid(
                        "a negative budget",
                        request -> request.setBudget(Duration.newBuilder().setSeconds(-1))),
                invalid(
                        "a budget of impossible nanoseconds",
                        request -> request.setBudget(Duration.newBuilder().setNanos(Integer.MIN_VALUE))),
                invalid("a label's key in capitals", metadata(it -> it.putLabels("Team", "a"))),
                invalid("an empty label key", metadata(it -> it.putLabels("", "a"))),
                invalid("a label's key of 64 letters", metadata(it -> it.putLabels("a".repeat(64), "a"))),
                invalid("a label's value of 256 letters", metadata(it -> it.putLabels("a", "b".repeat(256)))),
                invalid("17 labels", metadata(it -> {
                    for (int i = 0; i < 17; i++) {
                        it.putLabels("label" + i, "a");
                    }
                    return it;
                })),
                invalid("an idempotency key of 256 letters", metadata(it -> it.setIdempotencyKey("k".repeat(256)))),
                invalid("an idempotency key with a space", metadata(it -> it.setIdempotencyKey("a b"))),
                invalid("an idempotency key with an umlaut", metadata(it -> it.setIdempotencyKey("ü"))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedWithItsStatus(Case one) {
        ExecuteRequest request = one.spoil.apply(RunningGateway.request("one")).build();
        assertThat(code(request)).isEqualTo(one.code);
    }

    @Test
    void aBudgetBeyondTheCalendarIsCutToTheRoutes() {
        ExecuteRequest request = RunningGateway.request("one")
                .setBudget(Duration.newBuilder().setSeconds(Long.MAX_VALUE).setNanos(999_999_999))
                .build();
        assertThat(gateway.grpc().execute(request).getBudget().getGranted().getSeconds())
                .isEqualTo(20);
    }

    @Test
    void aPriorityFromTheFutureIsTheOrdinaryOne() {
        ExecuteRequest request = RunningGateway.request("one")
                .setMetadata(Metadata.newBuilder().setPriorityValue(99))
                .build();
        assertThat(code(request)).isEqualTo(Status.Code.OK);
    }

    @Test
    void aMessageThatIsTooLargeIsRefused() {
        ExecuteRequest request = RunningGateway.request("one")
                .setInput(Struct.newBuilder()
                        .putFields(
                                "text",
                                Value.newBuilder()
                                        .setStringValue("a".repeat(5 << 20))
                                        .build()))
                .build();
        assertThat(code(request)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void nestingWithoutEndIsRefused() {
        Value value = number(1);
        for (int i = 0; i < 40; i++) { // protobuf itself reads a hundred messages deep, three for each list here
            value = Value.newBuilder()
                    .setListValue(ListValue.newBuilder().addValues(value))
                    .build();
        }
        ExecuteRequest request = RunningGateway.request("one")
                .setInput(RunningGateway.request("one").getInput().toBuilder().putFields("deep", value))
                .build();
        assertThat(code(request)).isIn(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.INTERNAL);
    }

    @Test
    void bytesThatAreNoMessageAreRefused() {
        for (byte[] garbage : List.of(
                new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}, new byte[] {0x0a, 0x7f, 0x01}, filled(1000, (byte)
                        0x0b))) {
            assertThat(codeOf(garbage, "Execute")).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
    }

    @Test
    void aMethodThatDoesNotExistIsUnimplemented() {
        assertThat(codeOf(new byte[0], "Exekute")).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void aDeadlineThatHasPassedIsRefused() {
        try {
            gateway.grpc()
                    .withDeadlineAfter(1, TimeUnit.NANOSECONDS)
                    .execute(RunningGateway.request("one").build());
            throw new AssertionError("answered after its deadline");
        } catch (StatusRuntimeException refused) {
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void headersOfAnySizeAreBounded() {
        io.grpc.Metadata headers = new io.grpc.Metadata();
        headers.put(io.grpc.Metadata.Key.of("large", io.grpc.Metadata.ASCII_STRING_MARSHALLER), "a".repeat(20_000));
        try {
            gateway.grpc()
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .execute(RunningGateway.request("one").build());
            throw new AssertionError("answered in spite of 20,000 bytes of headers");
        } catch (StatusRuntimeException refused) {
            assertThat(refused.getStatus().getCode())
                    .isIn(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.RESOURCE_EXHAUSTED);
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {
                "",
                "00",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"
            })
    void aTraceThatIsNoneBeginsAnew(String parent) {
        io.grpc.Metadata headers = new io.grpc.Metadata();
        headers.put(io.grpc.Metadata.Key.of("traceparent", io.grpc.Metadata.ASCII_STRING_MARSHALLER), parent);
        ExecuteResponse reply = gateway.grpc()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .execute(RunningGateway.request("one").build());
        assertThat(reply.getRequestId()).matches("[0-9a-f]{32}").isNotEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    private static byte[] filled(int length, byte value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, value);
        return bytes;
    }

    private static Status.Code code(ExecuteRequest request) {
        try {
            gateway.grpc().execute(request);
            return Status.Code.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        }
    }

    private static Status.Code codeOf(byte[] bytes, String method) {
        MethodDescriptor.Marshaller<byte[]> raw = new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(byte[] value) {
                return new ByteArrayInputStream(value);
            }

            @Override
            public byte[] parse(InputStream stream) {
                try {
                    return stream.readAllBytes();
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }
        };
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder(raw, raw)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(OrchestratorGrpc.SERVICE_NAME + "/" + method)
                .build();
        try {
            ClientCalls.blockingUnaryCall(gateway.grpc().getChannel(), descriptor, CallOptions.DEFAULT, bytes);
            return Status.Code.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        }
    }
}
