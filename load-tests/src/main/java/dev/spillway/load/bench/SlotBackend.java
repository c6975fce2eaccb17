package dev.spillway.load.bench;

import dev.spillway.load.net.HttpReply;
import dev.spillway.load.net.HttpServer;
import dev.spillway.load.net.Loops;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** A backend with so many places, each taken for a while by a request; the others wait in the order of their arrival. */
final class SlotBackend implements AutoCloseable {
    static final int SLOTS = 8;
    static final int SERVICE_MILLIS = 10;

    private final Loops loops = new Loops(1); // which guards what is below
    private final Queue<HttpReply> waiting = new ArrayDeque<>();
    private final HttpServer server;
    private int taken;

    SlotBackend() throws IOException {
        server = new HttpServer("slots", 0, (_, reply) -> arrived(reply), loops);
    }

    int port() {
        return server.address().getPort();
    }

    private void arrived(HttpReply reply) {
        if (taken < SLOTS) {
            serve(reply);
        } else {
            waiting.add(reply);
        }
    }

    private void serve(HttpReply reply) {
        taken++;
        var _ = loops.current()
                .schedule(
                        () -> {
                            reply.send(200, "application/json", EchoBackend.JSON);
                            taken--;
                            HttpReply next = waiting.poll();
                            if (next != null) {
                                serve(next);
                            }
                        },
                        SERVICE_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        server.close();
        loops.close();
    }
}
