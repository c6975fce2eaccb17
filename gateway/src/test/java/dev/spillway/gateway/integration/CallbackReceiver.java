package dev.spillway.gateway.integration;

import com.sun.net.httpserver.HttpServer;
import dev.spillway.offload.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A partner's server on loopback that keeps what it is sent, and answers as it is told. */
final class CallbackReceiver implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final AtomicInteger status = new AtomicInteger(204);

    /** One callback, its headers' names in lower case. */
    record Received(Map<String, String> headers, Bytes body) {}

    CallbackReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            received.add(
                    new Received(headers, Bytes.of(exchange.getRequestBody().readAllBytes())));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
    }

    void answers(int code) {
        status.set(code);
    }

    int port() {
        return server.getAddress().getPort();
    }

    Received next() throws InterruptedException {
        Received next = received.poll(30, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no callback came");
        }
        return next;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
