package dev.spillway.gateway.edge.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.config.OperatorDoorConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The operators' door.
 *
 * <p>{@code /readyz} speaks of this process alone: it stays up while answers can be given, since a backend's trouble would
 * otherwise take out every gateway at once. Backends are told of in {@code /healthz}.
 */
public final class OperatorEdge {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int IDLE_SECONDS = 60;
    private static final int HEADER_BYTES_MOST = 8 << 10;
    private static final int CONNECTIONS_MAX = 64;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final OperatorDoorConfig config;
    private final Origins origins;
    private final Sight sight;
    private int connections; // confined to the door's loop

    /** What the door shows. All of it is asked on an event loop, so it must not block. */
    public interface Sight {
        /** Whether calls are taken, and why not. */
        String readiness();

        /** The state of each backend, by name, as it was last seen. */
        Future<Map<String, Backend.Health>> backends();

        /** The metrics, in the text format of Prometheus. May take a while, so it is given later. */
        Future<String> metrics();

        /** What the process is doing, for people. */
        Map<String, @Nullable Object> details();
    }

    /** What {@link Sight#readiness()} says of a gateway that takes calls. */
    public static final String READY = "ready";

    public OperatorEdge(OperatorDoorConfig config, Sight sight) {
        this.config = config;
        this.origins = new Origins(config);
        this.sight = sight;
    }

    /** A server of this door that does not listen yet. */
    public HttpServer server(Vertx vertx) {
        return vertx.createHttpServer(new HttpServerOptions()
                        .setHost(config.address().host())
                        .setPort(config.address().port())
                        .setIdleTimeout(IDLE_SECONDS)
                        .setMaxHeaderSize(HEADER_BYTES_MOST)
                        .setHttp2ClearTextEnabled(false))
                .connectionHandler(this::bound)
                .requestHandler(this::handle);
    }

    /** Probes, scrapers and people need few connections: more would take from the reserve of descriptors. */
    private void bound(HttpConnection connection) {
        if (++connections > CONNECTIONS_MAX) {
            connection.close();
        }
        connection.closeHandler(_ -> connections--);
    }

    private void handle(HttpServerRequest request) {
        if (!origins.isOurs(request.getHeader("host"))) {
            refuse(request, 421, "this door is not addressed by that name; configure it under listen.operator.hosts");
        } else if (!origins.isOwnPage(request.getHeader("origin"))) {
            refuse(request, 403, "a page of another origin may not ask this door");
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            request.response().putHeader("allow", "GET, HEAD");
            refuse(request, 405, "this door is only read");
        } else {
            show(request);
        }
    }

    private void show(HttpServerRequest request) {
        switch (Objects.requireNonNullElse(request.path(), "")) {
            case "/readyz" -> {
                String readiness = sight.readiness();
                end(request, readiness.equals(READY) ? 200 : 503, TEXT, readiness + "\n");
            }
            case "/healthz" ->
                sight.backends()
                        .onComplete(health ->
                                health(request, health.otherwise(Map.of()).result()));
            case "/metrics" ->
                sight.metrics().onComplete(metrics -> {
                    if (metrics.succeeded()) {
                        end(request, 200, PROMETHEUS, metrics.result());
                    } else {
                        refuse(request, 500, "the metrics can't be read: " + metrics.cause());
                    }
                });
            case "/" -> end(request, 200, TEXT, "/readyz\n/healthz\n/metrics\n");
            default -> refuse(request, 404, "there is only /readyz, /healthz and /metrics");
        }
    }

    private void health(HttpServerRequest request, Map<String, Backend.Health> backends) {
        Map<String, @Nullable Object> each = new LinkedHashMap<>();
        backends.forEach((name, health) -> {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("ready", health.ready());
            one.put("detail", health.text());
            each.put(name, one);
        });
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("status", "alive");
        document.put("readiness", sight.readiness());
        document.put("backends", each);
        document.putAll(sight.details());
        end(request, 200, "application/json", json(document) + "\n");
    }

    private static void refuse(HttpServerRequest request, int status, String detail) {
        Map<String, @Nullable Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", "The operators' door refuses");
        problem.put("status", status);
        problem.put("detail", detail);
        end(request, status, "application/problem+json", json(problem) + "\n");
    }

    private static void end(HttpServerRequest request, int status, String type, String body) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        response.setStatusCode(status).putHeader("content-type", type).putHeader("cache-control", "no-store");
        response.putHeader("x-content-type-options", "nosniff");
        response.end(body);
    }

    private static String json(Map<String, @Nullable Object> document) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("plain values are always JSON", impossible);
        }
    }
}
