package dev.spillway.gateway;

import dev.spillway.core.Time;
import dev.spillway.gateway.bounds.DoorBounds;
import dev.spillway.gateway.bounds.GatedTransport;
import dev.spillway.gateway.config.ListenConfig;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.TaskDoor;
import dev.spillway.gateway.edge.Watchers;
import dev.spillway.gateway.edge.grpc.GrpcEdge;
import dev.spillway.gateway.edge.rest.RestEdge;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.gateway.observe.Metrics;
import dev.spillway.proto.v1.ListRoutesResponse;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three doors: opened together or not at all; the public ones are drained, the operators' door closes last. Its methods block, so they run on no event loop. */
final class Doors {
    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);
    private static final long OPEN_SECONDS_MOST = 20;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final Loops loops;
    private final GrpcEdge grpc;
    private final RestEdge rest;
    private final OperatorDoor operator;
    private final Watchers watchers;
    private final Time time;
    private final List<HttpServer> restServers = new ArrayList<>();
    private int restPort;
    private int operatorPort;

    private Doors(Loops loops, GrpcEdge grpc, RestEdge rest, OperatorDoor operator, Watchers watchers, Time time) {
        this.operator = operator;
        this.loops = loops;
        this.grpc = grpc;
        this.rest = rest;
        this.watchers = watchers;
        this.time = time;
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
            OperatorDoor operator,
            Bounds bounds,
            Time time,
            Consumer<Throwable> defects)
            throws IOException {
        DoorBounds grpcBounds = bounds.plan().grpc();
        DoorBounds restBounds = bounds.plan().rest();
        Doors doors = new Doors(
                loops,
                new GrpcEdge(loops, listen.grpc(), intake, tasks, routes, time, grpcBounds, defects),
                new RestEdge(listen.rest(), intake, tasks, routes, time, restBounds, loops.inFlight(), defects),
                operator,
                tasks.watchers(),
                time);
        try {
            doors.openGrpc(listen);
            int port = listen.rest().address().port();
            int shared = port != 0 ? port : freePort(); // Vert.x shares a port among loops by its number only
            bounds.transport().bound(shared, restBounds);
            for (Loops.Loop loop : loops.all()) { // a connection stays on the loop that it came in on
                HttpServer server = doors.listen(
                        loop.executor(),
                        "rest",
                        listen.rest().address().toString(),
                        vertx -> doors.rest.attach(
                                vertx.createHttpServer(doors.rest.options().setPort(shared))));
                doors.restServers.add(server);
                doors.restPort = server.actualPort();
            }
            doors.openOperator(listen);
            return doors;
        } catch (IOException | RuntimeException cause) {
            doors.close(Duration.ZERO, false);
            doors.closeOperator();
            throw cause;
        }
    }

    /** What the public doors ask of connections, and how Vert.x's servers are made to ask it. */
    record Bounds(DoorPlan plan, GatedTransport transport) {}

    private void openOperator(ListenConfig listen) throws IOException {
        operatorPort = opened(
                        operator.open(), "operator", listen.operator().address().toString())
                .actualPort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket brief = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return brief.getLocalPort();
        }
    }

    /** The certificates that the doors serve, of which gauges tell. */
    DoorCertificates certificates(Metrics metrics) {
        return new DoorCertificates(grpc.certificate(), rest.certificate(), metrics, time);
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
        return opened(listening.future(), door, address);
    }

    private static HttpServer opened(Future<HttpServer> listening, String door, String address) throws IOException {
        try {
            return listening.toCompletionStage().toCompletableFuture().get(OPEN_SECONDS_MOST, TimeUnit.SECONDS);
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

    /**
     * Sends clients of the public doors away, and goes on serving them: health checks hear that this gateway does not serve,
     * REST replies end their connections, HTTP/2 and gRPC connections get a graceful GOAWAY.
     */
    void leave() {
        grpc.leave();
        rest.leave();
    }

    /**
     * Closes the public doors: takes no new connections, lets calls in flight end, tells those who watch to come back, and cuts
     * what is not done in time.
     *
     * @param patient whether idle kept-alive connections of the REST door get the time too, for a request that may be on its way;
     *     otherwise they are closed at once
     */
    void close(Duration within, boolean patient) {
        long end = time.nanos() + within.toNanos();
        try {
            grpc.close();
            rest.close(loops, within);
            watchers.leave();
            if (patient) {
                rest.awaitEmpty(left(end));
            }
            closeAll(restServers, left(end));
            grpc.awaitEnd(left(end));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes the operators' door: the last thing to do, since it tells how the end goes. */
    void closeOperator() {
        operator.close();
    }

    private Duration left(long endNanos) {
        return Duration.ofNanos(Math.max(0, endNanos - time.nanos()));
    }

    private static void closeAll(List<HttpServer> servers, Duration within) throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(servers.size());
        for (HttpServer server : servers) {
            server.shutdown(within.toMillis(), TimeUnit.MILLISECONDS).onComplete(_ -> closed.countDown());
        }
        if (!closed.await(within.plus(CLOSE_WITHIN).toNanos(), TimeUnit.NANOSECONDS)) {
            LOG.error("a door did not close within {}", within.plus(CLOSE_WITHIN));
        }
    }
}
