package dev.spillway.load.bench;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.spillway.load.corpus.Ticket;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.OrchestratorGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Asks routes of a gateway the same questions over gRPC, side by side at a constant rate, so that what is busy for a while is
 * so for all of them.
 */
final class Questions implements AutoCloseable {
    private static final int IN_FLIGHT_MOST = 256;
    private static final int PATIENCE_SECONDS = 20;
    private static final double NANOS_A_MILLI = 1e6;
    private static final double NANOS_A_SECOND = 1e9;

    private final ManagedChannel channel;
    private final double perSecond;

    /**
     * A client of a gateway on this machine.
     *
     * @param perSecond the questions that each route gets, more than zero
     */
    Questions(int port, double perSecond) {
        this.perSecond = perSecond;
        this.channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    /** What each route said to each question, in the order of the questions. Waits for all of it. */
    Map<String, List<Said>> ask(List<String> routes, List<Ticket> questions) throws InterruptedException {
        List<Said[]> said = new ArrayList<>();
        routes.forEach(_ -> said.add(new Said[questions.size()]));
        CountDownLatch open = new CountDownLatch(routes.size() * questions.size());
        Semaphore free = new Semaphore(IN_FLIGHT_MOST);
        long began = System.nanoTime();
        for (int at = 0; at < routes.size() * questions.size(); at++) {
            int question = at / routes.size();
            int route = at % routes.size();
            long due = began + Math.round(at * NANOS_A_SECOND / (perSecond * routes.size()));
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            free.acquire();
            send(routes.get(route), questions.get(question), due, one -> {
                said.get(route)[question] = one;
                free.release();
                open.countDown();
            });
        }
        open.await();
        Map<String, List<Said>> all = new LinkedHashMap<>();
        for (int route = 0; route < routes.size(); route++) {
            all.put(routes.get(route), List.copyOf(Arrays.asList(said.get(route))));
        }
        return all;
    }

    private void send(String route, Ticket question, long due, Consumer<Said> ear) {
        Value text = Value.newBuilder().setStringValue(question.text()).build();
        ExecuteRequest request = ExecuteRequest.newBuilder()
                .setRoute(route)
                .setInput(Struct.newBuilder().putFields("text", text))
                .build();
        OrchestratorGrpc.newStub(channel)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .execute(request, new StreamObserver<>() {
                    @Override
                    public void onNext(ExecuteResponse reply) {
                        ear.accept(Said.answered(question, reply, since(due)));
                    }

                    @Override
                    public void onError(Throwable problem) {
                        ear.accept(Said.failed(question, String.valueOf(problem.getMessage()), since(due)));
                    }

                    @Override
                    public void onCompleted() {
                        // it has been heard
                    }
                });
    }

    private static double since(long due) {
        return (System.nanoTime() - due) / NANOS_A_MILLI;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
