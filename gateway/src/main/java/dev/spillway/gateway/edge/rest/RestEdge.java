package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Time;
import dev.spillway.gateway.bounds.DoorBounds;
import dev.spillway.gateway.bounds.InFlightBytes;
import dev.spillway.gateway.config.RestDoorConfig;
import dev.spillway.gateway.edge.DoorCertificate;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.edge.Statuses;
import dev.spillway.gateway.edge.TaskDoor;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.proto.v1.ListRoutesResponse;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The REST door: the contract of {@code spillway.v1} as JSON over HTTP.
 *
 * <p>One instance serves the servers of all event loops: {@link #attach} each before it listens. Thread-safe; what concerns a
 * request stays on the event loop that it arrived on.
 */
public final class RestEdge {
    private static final int DETAIL_MOST = 200;

    private final RestDoorConfig door;
    private final @Nullable DoorCertificate certificate;
    private final Time time;
    private final Consumer<Throwable> defects;
    private final Connections connections;
    private final Endpoints endpoints;

    /**
     * Makes the door. Reads its documents from the class path and its certificate, which blocks.
     *
     * @param routes the answer to {@code ListRoutes}, as things stand
     * @param bounds how many connections there may be
     * @param inFlight the process's budget of bytes, which bodies count against
     * @param defects is told of bugs, of which a caller learns no more than that there was one
     */
    public RestEdge(
            RestDoorConfig door,
            Intake intake,
            TaskDoor tasks,
            Supplier<ListRoutesResponse> routes,
            Time time,
            DoorBounds bounds,
            InFlightBytes inFlight,
            Consumer<Throwable> defects) {
        this.door = door;
        this.certificate = DoorCertificate.of(door.tls());
        this.time = time;
        this.defects = defects;
        this.connections = new Connections(
                bounds.max(), door.requestWithin(), ServerLimits.decoder(door), intake::arrivalNanos, time);
        this.endpoints = new Endpoints(
                new Execute(door, intake, inFlight, defects),
                new TaskEndpoints(door, tasks, inFlight, defects),
                new Documents(intake, routes));
    }

    /** The options of the door's servers, with every limit set. */
    public HttpServerOptions options() {
        return ServerLimits.options(door, certificate);
    }

    /** What it serves to new handshakes; null in clear text. */
    public @Nullable DoorCertificate certificate() {
        return certificate;
    }

    /** Makes a server that does not listen yet a server of this door. */
    public HttpServer attach(HttpServer server) {
        return server.connectionHandler(connections::accept)
                .requestHandler(this::handle)
                .invalidRequestHandler(this::undecodable);
    }

    /** How many connections are open. */
    public int connections() {
        return connections.open();
    }

    /** Sends clients away, and goes on serving them. */
    public void leave() {
        connections.leave();
    }

    /**
     * Takes no new connections; what came is answered. Blocks, so it is called on no event loop.
     *
     * @param within what is under way gets
     */
    public void close(Loops loops, Duration within) throws InterruptedException {
        connections.close(loops, within);
    }

    /** Waits until the last connection has closed; false if some have not in time. Blocks. */
    public boolean awaitEmpty(Duration within) throws InterruptedException {
        return connections.awaitEmpty(within);
    }

    private void handle(HttpServerRequest request) {
        Turn turn = Turn.begin(request, time);
        try {
            Problem fault =
                    Guards.check(request, turn.head(), door.maxMetadata().bytes());
            if (fault != null) {
                turn.closeAfterwards();
                turn.refuse(fault);
            } else {
                endpoints.handle(turn);
            }
        } catch (RuntimeException bug) {
            defects.accept(bug);
            turn.refuse(Statuses.ofDefect());
        }
    }

    /** Answers what the decoder could make nothing of; the server closes the connection behind it. */
    private void undecodable(HttpServerRequest request) {
        Turn turn = Turn.begin(request, time);
        turn.closeAfterwards();
        turn.refuse(problem(request.decoderResult().cause(), door.maxMetadata().bytes()));
    }

    private static Problem problem(Throwable cause, int headersMax) {
        return switch (cause) {
            case StrictDecoder.Refused refused -> refused.fault().because(refused.detail());
            case TooLongHttpLineException _ ->
                Fault.URI_TOO_LONG.because("the request line has at most " + ServerLimits.LINE_MOST + " bytes");
            case TooLongHttpHeaderException _ ->
                Fault.HEADERS_TOO_LARGE.because("the headers have at most " + headersMax + " bytes");
            default -> {
                String why = String.valueOf(cause.getMessage());
                yield Fault.MALFORMED_REQUEST.because(why.substring(0, Math.min(DETAIL_MOST, why.length())));
            }
        };
    }
}
