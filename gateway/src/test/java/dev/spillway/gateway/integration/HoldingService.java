package dev.spillway.gateway.integration;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A service on loopback that answers {@code {"label": "ok"}}: under {@code /hold} when it is told to, under {@code
 * /later/MILLIS} after so long, elsewhere at once.
 */
final class HoldingService implements AutoCloseable {
    private final HttpServer server;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, List<HttpExchange>> held = new HashMap<>(); // by path

    HoldingService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/hold")) {
                hold(exchange);
            } else if (path.startsWith("/later/")) {
                later.schedule(() -> answer(exchange), Long.parseLong(path.substring(7)), TimeUnit.MILLISECONDS);
            } else {
                answer(exchange);
            }
        });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private synchronized void hold(HttpExchange exchange) {
        held.computeIfAbsent(exchange.getRequestURI().getPath(), _ -> new ArrayList<>())
                .add(exchange);
        notifyAll();
    }

    /** Waits until so many requests of a path are held; tells how many are. */
    synchronized int awaitHeld(String path, int count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        List<HttpExchange> own = held.computeIfAbsent(path, _ -> new ArrayList<>());
        while (own.size() < count && System.nanoTime() - end < 0) {
            wait(100);
        }
        return own.size();
    }

    synchronized void release() {
        held.values().forEach(own -> {
            own.forEach(HoldingService::answer);
            own.clear();
        });
    }

    private static void answer(HttpExchange exchange) {
        try (exchange) {
            byte[] body = "{\"label\": \"ok\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException gone) {
            // whoever asked has left
        }
    }

    @Override
    public void close() {
        release();
        later.shutdownNow();
        server.stop(0);
    }
}
