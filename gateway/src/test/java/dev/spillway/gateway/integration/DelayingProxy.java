package dev.spillway.gateway.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A TCP proxy that passes everything on after a fixed time, in each direction: a client that is far away. */
final class DelayingProxy implements AutoCloseable {
    private final ServerSocket front = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final int target;
    private final long delayMillis;
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    DelayingProxy(int target, long delayMillis) throws IOException {
        this.target = target;
        this.delayMillis = delayMillis;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return front.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = front.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.addAll(List.of(client, server));
                Thread.ofVirtual().start(() -> pass(client, server));
                Thread.ofVirtual().start(() -> pass(server, client));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void pass(Socket from, Socket to) {
        try (ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor()) {
            open.add(later::shutdownNow);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[64 << 10];
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                byte[] read = Arrays.copyOf(bytes, length);
                later.schedule(() -> write(out, read), delayMillis, TimeUnit.MILLISECONDS);
            }
            later.schedule(() -> close(to), delayMillis, TimeUnit.MILLISECONDS);
        } catch (IOException over) {
            close(from);
            close(to);
        }
    }

    private static void write(OutputStream out, byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException over) {
            // whoever reads notices
        }
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception closedAlready) {
            // that is what was wanted
        }
    }

    @Override
    public void close() {
        close(front);
        open.forEach(DelayingProxy::close);
    }
}
