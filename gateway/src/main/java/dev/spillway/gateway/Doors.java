package dev.spillway.gateway;

import dev.spillway.core.Time;
import dev.spillway.gateway.config.ListenConfig;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.TaskDoor;
import dev.spillway.gateway.edge.grpc.GrpcEdge;
import dev.spillway.gateway.edge.operator.OperatorEdge;
import dev.spillway.gateway.edge.rest.RestEdge;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.proto.v1.ListRoutesResponse;
import io.netty.channel.EventLoop;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The three doors: opened together or not at all, drained together. Its methods block, so they run on no event loop. */
final class Doors {
    private static final long OPEN_SECONDS_MOST = 20;

    private final Loops loops;
    private final GrpcEdge grpc;
    private final List<HttpServer> servers = new ArrayList<>();
    private int restPort;
    private int operatorPort;

    private Doors(Loops loops, GrpcEdge grpc) {
        this.loops = loops;
        this.grpc = grpc;
    }

    /**
     * Opens all doors.
     *
     * @throws IOException where one can't be opened; the message names the address and what to do
     */
    static Doors open(
            Loops loops,
            ListenConfig listen,
            Intake intake,
            TaskDoor tasks,
            Supplier<ListRoutesResponse> routes,
            OperatorEdge operator,
            Time time,
            Consumer<Throwable> defects)
            throws IOException {
        Doors doors = new Doors(loops, new GrpcEdge(loops, listen.grpc(), intake, tasks, routes, time, defects));
        try {
            doors.openGrpc(listen);
            RestEdge rest = new RestEdge(listen.rest(), intake, tasks, routes, time, defects);
            int port = listen.rest().address().port();
            int shared = port != 0 ? port : freePort(); // Vert.x shares a port among loops by its number only
            for (Loops.Loop loop : loops.all()) { // a connection stays on the loop that it came in on
                HttpServer server = doors.listen(
                        loop.executor(),
                        "rest",
                        listen.rest().address().toString(),
                        vertx -> rest.attach(
                                vertx.createHttpServer(rest.options().setPort(shared))));
                doors.restPort = server.actualPort();
            }
            HttpServer server = doors.listen(
                    loops.all().getFirst().executor(),
                    "operator",
                    listen.operator().address().toString(),
                    operator::server);
            doors.operatorPort = server.actualPort();
            return doors;
        } catch (IOException | RuntimeException cause) {
            doors.drain(Duration.ZERO);
            throw cause;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket brief = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return brief.getLocalPort();
        }
    }

    private void openGrpc(ListenConfig listen) throws IOException {
        try {
            grpc.start();
        } catch (IOException cause) {
            throw busy("grpc", listen.grpc().address().toString(), cause);
        }
    }

    private HttpServer listen(
            EventLoop loop, String door, String address, Function<io.vertx.core.Vertx, HttpServer> making)
            throws IOException {
        Promise<HttpServer> listening = Promise.promise();
        loops.vertx()
                .contextBuilder()
                .withThreadingModel(ThreadingModel.EVENT_LOOP)
                .withEventLoop(loop)
                .build()
                .runOnContext(_ -> {
                    try {
                        making.apply(loops.vertx()).listen().onComplete(listening);
                    } catch (RuntimeException bug) {
                        listening.fail(bug);
                    }
                });
        try {
            HttpServer server = listening
                    .future()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(OPEN_SECONDS_MOST, TimeUnit.SECONDS);
            servers.add(server);
            return server;
        } catch (ExecutionException failed) {
            throw busy(door, address, Objects.requireNonNullElse(failed.getCause(), failed));
        } catch (InterruptedException | java.util.concurrent.TimeoutException cause) {
            throw new IOException("the " + door + " door at " + address + " did not open", cause);
        }
    }

    private static IOException busy(String door, String address, Throwable cause) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof BindException) {
                return new IOException(
                        "the " + door + " door can't listen on " + address + ": " + one.getMessage()
                                + "; end what listens there, or give listen." + door + ".address another port",
                        cause);
            }
        }
        return new IOException("the " + door + " door can't listen on " + address + ": " + cause.getMessage(), cause);
    }

    int grpcPort() {
        return grpc.port();
    }

    int restPort() {
        return restPort;
    }

    int operatorPort() {
        return operatorPort;
    }

    /** What health checks of the gRPC door hear of the service of tasks. */
    void tasksServing(boolean serve) {
        grpc.tasksServing(serve);
    }

    /** What health checks of the gRPC door hear. */
    void serving(boolean serves) {
        grpc.serving(serves);
    }

    /** Takes no new calls, lets those in flight end, and cuts what is not done in time. */
    void drain(Duration atMost) {
        CountDownLatch drained = new CountDownLatch(servers.size());
        for (HttpServer server : servers) {
            server.shutdown(atMost.toMillis(), TimeUnit.MILLISECONDS).onComplete(_ -> drained.countDown());
        }
        try {
            grpc.drain(atMost);
            boolean all = drained.await(atMost.plusSeconds(1).toNanos(), TimeUnit.NANOSECONDS);
            if (!all) {
                throw new IllegalStateException("the HTTP doors did not close within " + atMost);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
