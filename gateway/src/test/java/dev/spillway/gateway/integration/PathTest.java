package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.proto.v1.ExecuteResponse;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The path of a request: what of it reaches the model server, and what does not outlive it there. */
class PathTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    @TempDir
    private static Path directory;

    private static ScriptedModel model;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        model = new ScriptedModel();
        gateway = new RunningGateway(
                directory, "backends:\n" + model.backend("echo", "echo") + model.backend("stalled", "stalled") + """
                    routes:
                      one:
                        budget: { default: 9s, most: 10s }
                        flow: { intent: { call: echo } }
                      stalled:
                        budget: { most: 10s }
                        flow: { intent: { call: stalled } }
                      race:
                        budget: { most: 10s }
                        end: { first: true }
                        flow: { quick: { call: echo }, slow: { call: stalled } }
                    """);
    }

    @AfterAll
    static void end() {
        gateway.close();
        model.close();
    }

    @Test
    void theSmallestOfTheDeadlinesTravelsOn() throws Exception {
        gateway.grpc().execute(RunningGateway.request("one").build());
        assertThat(model.nextAsked().left()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(9));

        gateway.grpc()
                .withDeadlineAfter(4, TimeUnit.SECONDS)
                .execute(RunningGateway.request("one").build());
        assertThat(model.nextAsked().left()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(4));

        gateway.grpc()
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .execute(RunningGateway.request("one")
                        .setBudget(com.google.protobuf.Duration.newBuilder().setSeconds(3))
                        .build());
        assertThat(model.nextAsked().left()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(3));

        gateway.post("one", "{\"input\":{\"text\":\"a\"}}", "spillway-budget", "3500ms");
        assertThat(model.nextAsked().left()).isBetween(Duration.ofMillis(1), Duration.ofMillis(3500));
    }

    @Test
    void theTraceGoesOnThroughBothDoors() throws Exception {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), PARENT);
        ExecuteResponse reply = gateway.grpc()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .execute(RunningGateway.request("one").build());
        assertThat(reply.getRequestId()).isEqualTo(TRACE);
        assertThat(model.nextAsked().header("traceparent"))
                .startsWith("00-" + TRACE + "-")
                .endsWith("-01")
                .isNotEqualTo(PARENT);

        HttpResponse<String> response = gateway.post("one", "{\"input\":{\"text\":\"a\"}}", "traceparent", PARENT);
        assertThat(response.headers().firstValue("traceparent").orElse("")).contains(TRACE);
        assertThat(response.headers().firstValue("server-timing").orElse("")).contains("total;dur=");
        assertThat(model.nextAsked().header("traceparent")).contains(TRACE);
    }

    @Test
    void aGrpcClientThatLeavesCancelsTheModelsWork() throws Exception {
        Context.CancellableContext client = Context.current().withCancellation();
        CompletableFuture<Status> ended = new CompletableFuture<>();
        client.run(() -> gateway.grpcAsync()
                .execute(RunningGateway.request("stalled").build(), new StreamObserver<>() {
                    @Override
                    public void onNext(ExecuteResponse reply) {
                        ended.complete(Status.OK);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        ended.complete(Status.fromThrowable(failure));
                    }

                    @Override
                    public void onCompleted() {
                        ended.complete(Status.OK);
                    }
                }));
        model.nextAsked();
        client.cancel(null);

        assertThat(model.nextCancelled()).isEqualTo("stalled");
        assertThat(ended.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.CANCELLED);
    }

    @Test
    void aRestClientThatLeavesCancelsTheModelsWork() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.rest("/v1/routes/stalled:execute"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"input\":{\"text\":\"a\"}}"))
                .build();
        var reply = gateway.http().sendAsync(request, HttpResponse.BodyHandlers.ofString());
        model.nextAsked();
        reply.cancel(true);

        assertThat(model.nextCancelled()).isEqualTo("stalled");
    }

    @Test
    void theDeadlineCancelsTheModelsWork() throws Exception {
        assertThatThrownBy(() -> gateway.grpc()
                        .execute(RunningGateway.request("stalled")
                                .setBudget(com.google.protobuf.Duration.newBuilder()
                                        .setNanos(150_000_000))
                                .build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        model.nextAsked();
        assertThat(model.nextCancelled()).isEqualTo("stalled");
    }

    @Test
    void aLostRaceCancelsTheLosersWork() throws Exception {
        ExecuteResponse reply =
                gateway.grpc().execute(RunningGateway.request("race").build());
        assertThat(reply.getAnswer().getFieldsOrThrow("label").getStringValue()).isEqualTo("invoice");
        assertThat(model.nextCancelled()).isEqualTo("stalled");
        model.nextAsked();
        model.nextAsked();
    }
}
