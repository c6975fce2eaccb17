package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Confidence;
import dev.spillway.core.Entry;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import dev.spillway.core.Step;
import dev.spillway.core.layer.Observer;
import dev.spillway.gateway.bounds.DoorBounds;
import dev.spillway.gateway.bounds.InFlightBytes;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.CallerConfig;
import dev.spillway.gateway.config.RestDoorConfig;
import dev.spillway.gateway.config.ServerTlsConfig;
import dev.spillway.gateway.config.Size;
import dev.spillway.gateway.edge.Callers;
import dev.spillway.gateway.edge.Delivered;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.TaskDoor;
import dev.spillway.gateway.edge.Watchers;
import dev.spillway.gateway.loops.LoopTime;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.gateway.route.InputSchema;
import dev.spillway.gateway.route.Route;
import dev.spillway.gateway.route.Routes;
import dev.spillway.proto.v1.ListRoutesResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A REST door on a port of its own, before routes that a test gives. */
final class RestDoor implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final ShiftedTime time;
    final Queue<Throwable> defects = new ConcurrentLinkedQueue<>();
    final SequencedMap<String, Route> routes = new LinkedHashMap<>();
    final RestEdge edge;
    final InFlightBytes inFlight;
    volatile ListRoutesResponse listed = ListRoutesResponse.getDefaultInstance();
    private final HttpServer server;

    /** What a test may set otherwise. */
    record Setting(
            int bodyMost,
            Duration requestWithin,
            int connectionsMost,
            List<CallerConfig> callers,
            @Nullable ServerTlsConfig tls,
            long speed,
            int headersMax) {
        static Setting usual() {
            return new Setting(1 << 20, Duration.ofSeconds(5), 100, List.of(), null, 1, 16 << 10);
        }

        Setting bodyMost(int bytes) {
            return new Setting(bytes, requestWithin, connectionsMost, callers, tls, speed, headersMax);
        }

        Setting requestWithin(Duration within) {
            return new Setting(bodyMost, within, connectionsMost, callers, tls, speed, headersMax);
        }

        Setting connectionsMost(int most) {
            return new Setting(bodyMost, requestWithin, most, callers, tls, speed, headersMax);
        }

        Setting callers(CallerConfig... known) {
            return new Setting(bodyMost, requestWithin, connectionsMost, List.of(known), tls, speed, headersMax);
        }

        Setting tls(ServerTlsConfig files) {
            return new Setting(bodyMost, requestWithin, connectionsMost, callers, files, speed, headersMax);
        }

        Setting headersMax(int bytes) {
            return new Setting(bodyMost, requestWithin, connectionsMost, callers, tls, speed, bytes);
        }

        Setting speed(long times) {
            return new Setting(bodyMost, requestWithin, connectionsMost, callers, tls, times, headersMax);
        }
    }

    RestDoor() {
        this(Setting.usual());
    }

    RestDoor(Setting setting) {
        Loops loops = Loops.of(vertx);
        time = new ShiftedTime(new LoopTime(defects::add), setting.speed());
        RestDoorConfig config = new RestDoorConfig(
                new Address("127.0.0.1", 0),
                setting.tls(),
                new Size(setting.bodyMost()),
                setting.requestWithin(),
                setting.connectionsMost(),
                null,
                new Size(setting.headersMax()));
        DoorBounds bounds = new DoorBounds(
                "rest",
                setting.connectionsMost(),
                0,
                setting.connectionsMost(),
                _ -> false,
                setting.tls() != null,
                time);
        inFlight = loops.inFlight();
        Intake.State state = new Intake.State(Callers.of(setting.callers()), new Routes(routes), Duration.ofMillis(2));
        Intake intake = new Intake(() -> state, Observer.NONE, _ -> {}, Delivered.NONE, time);
        edge = new RestEdge(
                config,
                intake,
                new TaskDoor(intake, null, new Watchers()),
                () -> listed,
                time,
                bounds,
                inFlight,
                defects::add);
        server = edge.attach(vertx.createHttpServer(edge.options()));
        await(server.listen());
    }

    /** Adds a route that takes any input. */
    RestDoor route(String name, Step step) {
        return route(name, InputSchema.ANY, step);
    }

    /** Adds a route that may take as long as a test lets it. */
    RestDoor patientRoute(String name, Step step) {
        Duration day = Duration.ofDays(1);
        routes.put(name, new Route(name, "Answers.", day, day, InputSchema.ANY, null, step));
        return this;
    }

    RestDoor route(String name, InputSchema input, Step step) {
        routes.put(
                name, new Route(name, "Answers.", Duration.ofMillis(500), Duration.ofSeconds(10), input, null, step));
        return this;
    }

    int port() {
        return server.actualPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    static Outcome.Answer answer(Map<String, @Nullable Object> fields, double confidence, Quality quality) {
        return new Outcome.Answer(
                new Payload.Whole(fields),
                Confidence.of(confidence),
                quality,
                new Source.Backend("small", "tickets", "3", 1),
                FollowUp.none());
    }

    /** Answers with what was asked. */
    static Step echo() {
        return call -> {
            Entry entry = call.journal().begin(Entry.Kind.BACKEND, "small", call.budget());
            Outcome outcome = answer(Map.of("echo", call.request().input()), 0.9, Quality.FULL);
            entry.end(outcome);
            return Future.succeededFuture(outcome);
        };
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
