package dev.spillway.load.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A partner's receiver of callbacks: it believes only what is signed with its secret. */
final class CallbackReceiver implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BODY_BYTES_MAX = 20 * 1024;

    /**
     * A callback whose signature is right.
     *
     * @param id its {@code webhook-id}
     * @param type what happened, such as {@code task.succeeded}
     */
    record Received(String id, String type) {}

    private final SignedCallbacks signed;
    private final HttpServer server;
    private final Map<String, CompletableFuture<Received>> byHandle = new ConcurrentHashMap<>();

    /** Listens on loopback when it returns. */
    CallbackReceiver(int port, String secret) throws IOException {
        signed = new SignedCallbacks(secret);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/callbacks", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX);
            String id = header(exchange, "webhook-id");
            boolean genuine = signed.isGenuine(
                    id,
                    header(exchange, "webhook-timestamp"),
                    header(exchange, "webhook-signature"),
                    body,
                    Instant.now());
            if (genuine) {
                JsonNode event = JSON.readTree(new String(body, StandardCharsets.UTF_8));
                of(event.path("data").path("handle").asText())
                        .complete(new Received(id, event.path("type").asText()));
            }
            exchange.sendResponseHeaders(genuine ? 204 : 401, -1);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /** The callback of a task; empty where none that is genuine comes in time. */
    Optional<Received> await(String handle, Duration most) throws InterruptedException {
        try {
            return Optional.of(of(handle).get(most.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private CompletableFuture<Received> of(String handle) {
        return byHandle.computeIfAbsent(handle, _ -> new CompletableFuture<>());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
