package dev.spillway.gateway.edge.grpc;

import dev.spillway.core.Time;
import dev.spillway.gateway.bounds.DoorBounds;
import dev.spillway.gateway.config.GrpcDoorConfig;
import dev.spillway.gateway.edge.DoorCertificate;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.TaskDoor;
import dev.spillway.gateway.loops.Listening;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.proto.v1.ListRoutesResponse;
import dev.spillway.proto.v1.OrchestratorGrpc;
import dev.spillway.proto.v1.TasksGrpc;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The gRPC door: grpc-java on Vert.x's own event loops, with every limit set, since its own defaults have none against
 * rapid resets, endless streams or clients that never finish.
 */
public final class GrpcEdge {
    /**
     * A frontend whose users leave, or whose own deadlines pass, resets streams in earnest: 200 a second on one connection
     * are its right. A rapid-reset attack sends a thousand times as many, and what passes costs under a hundredth of a core.
     */
    private static final int RESETS_MOST = 6_000;

    private static final int RESETS_SECONDS = 30;

    /** Metadata is refused by {@link Entrance}, on its own stream; beyond this, the connection goes. */
    private static final int METADATA_FACTOR = 4;

    private static final int METADATA_LEAST = 64 << 10;
    private static final int PSEUDO_HEADERS = 4 << 10; // gRPC counts them; they are not metadata
    private static final int HANDSHAKE_SECONDS = 5;
    private static final int PING_SECONDS_LEAST = 10;
    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final int KEEP_ALIVE_ANSWER_SECONDS = 10;

    private final Server server;
    private final @Nullable DoorCertificate certificate;
    private final Loops loops;
    private final Listening listening = new Listening();
    private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
    private final List<Unfinished> unfinished;
    private final HealthStatusManager health = new HealthStatusManager();
    private final AtomicBoolean ending = new AtomicBoolean();

    /**
     * Makes the door; {@link #start} opens it. Reads its certificate, which blocks.
     *
     * @param routes the answer to {@code ListRoutes}, as things stand
     * @param bounds what connections are asked as they are accepted
     * @param defects is told of bugs of ours
     */
    public GrpcEdge(
            Loops loops,
            GrpcDoorConfig config,
            Intake intake,
            TaskDoor tasks,
            Supplier<ListRoutesResponse> routes,
            Time time,
            DoorBounds bounds,
            Consumer<Throwable> defects) {
        this.loops = loops;
        this.certificate = DoorCertificate.of(config.tls());
        Departures departures = new Departures(tasks.watchers());
        this.unfinished = Unfinished.on(loops, config.requestTimeout(), time);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        config.address().resolve())
                .bossEventLoopGroup(loops.vertx().acceptorEventLoopGroup())
                .workerEventLoopGroup(loops.vertx().nettyEventLoopGroup())
                .channelFactory(() -> listen(bounds, time))
                .directExecutor()
                .maxConcurrentCallsPerConnection(config.streams())
                .maxRstFramesPerWindow(RESETS_MOST, RESETS_SECONDS)
                .maxInboundMessageSize(config.messageMost().bytes())
                .maxInboundMetadataSize(Math.max(
                                METADATA_LEAST,
                                METADATA_FACTOR * config.maxMetadata().bytes())
                        + PSEUDO_HEADERS)
                .addStreamTracerFactory(InboundBytes.factory(loops.inFlight(), unfinished))
                .intercept(new Entrance(intake, config.maxMetadata().bytes()))
                .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(PING_SECONDS_LEAST, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
                .maxConnectionIdle(config.maxConnectionIdle().toNanos(), TimeUnit.NANOSECONDS)
                .maxConnectionAge(config.connectionAge().toNanos(), TimeUnit.NANOSECONDS)
                .maxConnectionAgeGrace(config.connectionAgeGrace().toNanos(), TimeUnit.NANOSECONDS)
                .addService(new GrpcDoor(intake, routes, defects).service())
                .addService(new GrpcTasks(tasks, defects).service())
                .addService(ServerInterceptors.intercept(health.getHealthService(), departures))
                .addService(ServerInterceptors.intercept(ProtoReflectionServiceV1.newInstance(), departures));
        if (certificate != null) {
            builder.sslContext(tls(certificate));
        }
        this.server = builder.build();
        serving(false);
    }

    private static SslContext tls(DoorCertificate certificate) {
        try {
            return GrpcSslContexts.configure(SslContextBuilder.forServer(certificate))
                    .build();
        } catch (SSLException cause) {
            throw new IllegalArgumentException("TLS can't be set up: " + cause.getMessage(), cause);
        }
    }

    /** What it serves to new handshakes; null in clear text. */
    public @Nullable DoorCertificate certificate() {
        return certificate;
    }

    /** Opens the door; says that it serves only once {@link #serving} does. */
    public void start() throws IOException {
        server.start();
    }

    /** The port that was bound. */
    public int port() {
        return server.getPort();
    }

    /** What the standard health service answers for the service of tasks: the server serves without it. */
    public void tasksServing(boolean serve) {
        health.setStatus(TasksGrpc.SERVICE_NAME, serve ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }

    /** What the standard health service answers, for the server and for each service. */
    public void serving(boolean serves) {
        ServingStatus status = serves ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        health.setStatus(OrchestratorGrpc.SERVICE_NAME, status);
    }

    /** A socket to listen on: each connection that passes its gate is known here, and gets a {@link Wire} beneath all else. */
    private ServerChannel listen(DoorBounds bounds, Time time) {
        ServerChannel socket = (ServerChannel)
                loops.vertx().transport().serverChannelFactory(false).newChannel();
        listening.on(socket);
        socket.pipeline()
                .addLast(
                        bounds.gate(),
                        new ChannelInboundHandlerAdapter() { // ahead of the server's own, which takes it over
                            @Override
                            public void channelRead(ChannelHandlerContext context, Object accepted) {
                                Channel connection = (Channel) accepted;
                                connection.pipeline().addFirst(new Wire(connection, time));
                                connections.add(connection);
                                connection.closeFuture().addListener(_ -> connections.remove(connection));
                                context.fireChannelRead(accepted);
                            }
                        });
        return socket;
    }

    /** Says that it does not serve, for good, and sends clients away with a graceful GOAWAY; it goes on serving them. */
    public void leave() {
        ends();
        for (Channel connection : connections) {
            connection.eventLoop().execute(() -> {
                if (connection.pipeline().get(Http2ConnectionHandler.class) != null) {
                    var _ = connection.close(); // grpc-java makes it a GOAWAY, and ends behind the last stream
                }
            });
        }
    }

    /** Takes no new connections; calls in flight go on. Blocks. */
    public void close() throws InterruptedException {
        listening.stop(loops);
        ends();
        server.shutdown();
    }

    private void ends() {
        if (ending.compareAndSet(false, true)) {
            health.enterTerminalState();
        }
    }

    /** Waits for the calls in flight after {@link #close}, and cuts what is not done in time. Blocks. */
    public void awaitEnd(Duration within) throws InterruptedException {
        if (!server.awaitTermination(within.toNanos(), TimeUnit.NANOSECONDS)) {
            server.shutdownNow();
            server.awaitTermination(1, TimeUnit.SECONDS);
        }
        unfinished.forEach(Unfinished::stop);
        unfinished.forEach(Unfinished::stop);
    }
}
