package dev.spillway.gateway.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A TCP server on loopback that does to each connection what a test wants done. */
public final class RawServer implements BackendFixture.Stop {
    /** What happens on one connection, on a thread of its own; the connection is closed at the end. */
    @FunctionalInterface
    public interface Conversation {
        void with(Socket socket) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Conversation conversation;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();

    public RawServer(Conversation conversation) {
        this(ServerSocketFactory.getDefault(), conversation);
    }

    /** A server whose sockets come from there, for TLS. */
    public RawServer(ServerSocketFactory sockets, Conversation conversation) {
        this.conversation = conversation;
        try {
            server = sockets.createServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /** A port of loopback at which no one listens. */
    public static int deadPort() {
        try (ServerSocket brief = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return brief.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How many connections were made so far. */
    public int accepted() {
        return accepted.get();
    }

    /** How many connections are open. */
    public int open() {
        return open.size();
    }

    /** Closes the connections that are open now, and listens on: a client may be back before the last of them is closed. */
    public void disconnect() {
        List.copyOf(open).forEach(RawServer::close);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        disconnect();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                accepted.incrementAndGet();
                open.add(socket);
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            conversation.with(socket);
        } catch (IOException | InterruptedException over) {
            // the client or the test has had enough
        } finally {
            open.remove(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
