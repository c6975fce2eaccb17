package dev.spillway.load.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.spillway.load.simulate.Counts;
import dev.spillway.load.simulate.ErrorCode;
import dev.spillway.load.simulate.Fault;
import dev.spillway.load.simulate.Latency;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelReadyRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FaultyServerTest {
    private static final ModelInferRequest REQUEST =
            Requests.text("where is my parcel").build();
    private static final Latency TEN_MINUTES = Latency.parse("600s");

    private Served served;

    @BeforeEach
    void serve() throws IOException {
        served = Served.text(Latency.NONE);
    }

    @AfterEach
    void end() {
        served.close();
    }

    @Test
    void cancelledCallIsObservedCountedAndItsTimeWasted() {
        served.simulation.latency(TEN_MINUTES);
        ListenableFuture<ModelInferResponse> call =
                GRPCInferenceServiceGrpc.newFutureStub(served.channel).modelInfer(REQUEST);
        Eventually.holds("the request arrives", () -> counts().inFlight() == 1);

        call.cancel(true);

        Eventually.holds("the cancellation arrives", () -> counts().cancelled() == 1);
        assertThat(counts().inFlight()).isZero();
        assertThat(counts().answered()).isZero();
        assertThat(counts().wastedMillis()).isPositive();
    }

    @Test
    void deadlineOfTheClientCancels() {
        assertAnswers(); // so that connecting takes nothing of the deadline
        served.simulation.latency(TEN_MINUTES);

        assertCode(Status.Code.DEADLINE_EXCEEDED, 1000);
        Eventually.holds("the deadline is observed", () -> counts().cancelled() == 1);
    }

    @Test
    void hundredsOfSlowCallsWaitWithoutAThreadEach() throws Exception {
        served.simulation.latency(Latency.parse("50ms"));
        int threads = Thread.activeCount();
        List<ListenableFuture<ModelInferResponse>> calls = IntStream.range(0, 500)
                .mapToObj(_ -> GRPCInferenceServiceGrpc.newFutureStub(served.channel)
                        .withDeadlineAfter(30, TimeUnit.SECONDS)
                        .modelInfer(REQUEST))
                .toList();
        Eventually.holds("all arrive", () -> counts().received() == 500);
        assertThat(Thread.activeCount()).isLessThan(threads + 20);

        for (ListenableFuture<ModelInferResponse> call : calls) {
            assertThat(call.get().getOutputsCount()).isEqualTo(3);
        }
        assertThat(counts().answered()).isEqualTo(500);
    }

    @Test
    void stalledCallIsNeverAnswered() throws IOException {
        assertAnswers();
        served.server.inject(new Fault.Stall(1));

        assertCode(Status.Code.DEADLINE_EXCEEDED, 1000);
        Eventually.holds("given up", () -> counts().cancelled() == 1);

        served.server.inject(new Fault.None());
        assertAnswers();
    }

    @Test
    void errorHasTheCodeThatWasOrderedAndTheModelIsNotReady() throws IOException {
        served.server.inject(new Fault.Fail(ErrorCode.RESOURCE_EXHAUSTED, 1));

        assertCode(Status.Code.RESOURCE_EXHAUSTED, 30_000);
        assertThat(counts().faulted()).isEqualTo(1);
        assertThat(served.client()
                        .modelReady(
                                ModelReadyRequest.newBuilder().setName("intent").build())
                        .getReady())
                .isFalse();
    }

    @Test
    void faultWithAShareStrikesAboutSoManyOfTheRequests() throws IOException {
        served.server.inject(new Fault.Fail(ErrorCode.INTERNAL, 0.3));
        int failed = 0;
        for (int i = 0; i < 400; i++) {
            try {
                served.client().modelInfer(REQUEST);
            } catch (StatusRuntimeException failure) {
                assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
                failed++;
            }
        }
        assertThat(failed).isBetween(80, 160);
        assertThat(counts().faulted()).isEqualTo(failed);
        assertThat(counts().answered()).isEqualTo(400 - failed);
    }

    @Test
    void closedPortRefusesAndOpensAgainAtTheSameAddress() throws IOException {
        assertAnswers();
        int port = served.server.address().getPort();
        served.server.inject(new Fault.Refuse());

        assertCode(Status.Code.UNAVAILABLE, 30_000);
        served.server.inject(new Fault.None());

        assertThat(served.server.address().getPort()).isEqualTo(port);
        assertThat(served.client().withWaitForReady().modelInfer(REQUEST).getOutputsCount())
                .isEqualTo(3);
    }

    @Test
    void slowServerAnswersLater() throws IOException {
        served.simulation.latency(Latency.parse("1ms"));
        served.server.inject(new Fault.Slow(200));
        long began = System.nanoTime();

        assertAnswers();

        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(199));
    }

    @Test
    void droppedConnectionEndsItsCallAndTheNextConnectionWorks() throws IOException {
        served.server.inject(new Fault.Drop(1));

        assertCode(Status.Code.UNAVAILABLE, 30_000);
        assertThat(counts().faulted()).isEqualTo(1);

        served.server.inject(new Fault.None());
        assertThat(served.client().withWaitForReady().modelInfer(REQUEST).getOutputsCount())
                .isEqualTo(3);
    }

    @Test
    void frozenConnectionIsOpenAndSilentUntilItThaws() throws IOException {
        assertAnswers();
        served.server.inject(new Fault.Freeze());

        assertCode(Status.Code.DEADLINE_EXCEEDED, 300);
        assertThat(counts().received()).isEqualTo(1);

        served.server.inject(new Fault.None());
        assertAnswers();
    }

    @Test
    void garbageIsOfManyKindsSomeNotEvenReadable() throws IOException {
        served.server.inject(new Fault.Garbage(1));
        var replies = new ArrayList<ModelInferResponse>();
        int unreadable = 0;
        for (int i = 0; i < 10; i++) {
            try {
                replies.add(served.client().modelInfer(REQUEST));
            } catch (StatusRuntimeException failure) {
                unreadable++;
            }
        }

        assertThat(unreadable).isEqualTo(2);
        assertThat(replies).anyMatch(reply -> reply.getOutputsCount() == 0);
        assertThat(replies)
                .anyMatch(reply -> reply.getOutputsCount() == 3
                        && reply.getOutputs(0).getContents().getFp32ContentsList().stream()
                                .allMatch(p -> p.isNaN()));
        assertThat(replies)
                .anyMatch(reply ->
                        reply.getOutputsCount() == 3 && reply.getOutputs(0).getShape(0) == 2);
        assertThat(replies)
                .anyMatch(reply -> reply.getOutputsCount() == 3
                        && reply.getOutputs(0).getName().equals("x-probabilities"));
    }

    @Test
    void invalidRequestsAreCountedApartAndAtOnce() {
        served.simulation.latency(TEN_MINUTES);

        assertThatThrownBy(() -> served.client().modelInfer(Requests.text().build()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("INVALID_ARGUMENT");
        assertThat(counts().invalid()).isEqualTo(1);
    }

    @Test
    void neighbourOnTheSameConnectionIsAnsweredWhenOneIsCancelled() throws ExecutionException, InterruptedException {
        served.simulation.latency(TEN_MINUTES);
        var stub = GRPCInferenceServiceGrpc.newFutureStub(served.channel).withDeadlineAfter(30, TimeUnit.SECONDS);
        ListenableFuture<ModelInferResponse> one = stub.modelInfer(REQUEST);
        Eventually.holds("one arrives", () -> counts().inFlight() == 1);
        served.simulation.latency(Latency.parse("100ms"));
        ListenableFuture<ModelInferResponse> other = stub.modelInfer(REQUEST);

        one.cancel(true);

        assertThat(other.get().getOutputsCount()).isEqualTo(3);
        assertThat(counts().cancelled()).isEqualTo(1);
        assertThat(counts().answered()).isEqualTo(1);
    }

    private Counts counts() {
        return served.simulation.counts();
    }

    private void assertAnswers() {
        assertThat(served.client().modelInfer(REQUEST).getOutputsCount()).isEqualTo(3);
    }

    private void assertCode(Status.Code code, long withinMillis) {
        assertThatThrownBy(() -> GRPCInferenceServiceGrpc.newBlockingStub(served.channel)
                        .withDeadlineAfter(withinMillis, TimeUnit.MILLISECONDS)
                        .modelInfer(REQUEST))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(code));
    }
}
