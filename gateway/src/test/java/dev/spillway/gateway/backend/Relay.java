package dev.spillway.gateway.backend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP relay in front of a server, which can slow, cut and freeze what the server says. */
public final class Relay implements BackendFixture.Stop {
    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private final int target;
    private final RawServer front;
    private final AtomicInteger left = new AtomicInteger(UNBOUNDED);
    private volatile boolean dripping;
    private volatile boolean refusing;
    private volatile int frozen;

    public Relay(int target) {
        this.target = target;
        this.front = new RawServer(this::relay);
    }

    public int port() {
        return front.port();
    }

    /** How many connections were made so far. */
    public int accepted() {
        return front.accepted();
    }

    /** How many connections are open. */
    public int open() {
        return front.open();
    }

    /** From now on passes what the server says byte by byte, slowly; or in full again. */
    public void drip(boolean slowly) {
        dripping = slowly;
    }

    /** Passes so many more bytes of what the server says, and then closes that connection. */
    public void cutAfter(int bytes) {
        left.set(bytes);
    }

    /** Closes each connection as soon as it is made, as a balancer without servers does. */
    public void refuse() {
        refusing = true;
        front.disconnect();
    }

    /** Passes all that the server says. */
    public void mend() {
        refusing = false;
        dripping = false;
        left.set(UNBOUNDED);
    }

    /** Passes nothing more in either direction on the connections of now; those to come work. */
    public void freeze() {
        frozen = front.accepted();
    }

    /** Closes the connections and listens on. */
    public void disconnect() {
        front.disconnect();
    }

    @Override
    public void close() {
        front.close();
    }

    private void relay(Socket client) throws IOException, InterruptedException {
        if (refusing) {
            return;
        }
        int number = front.accepted();
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            server.setTcpNoDelay(true);
            Thread up = Thread.ofPlatform().daemon().start(() -> pump(client, server, number, false));
            pump(server, client, number, true);
            client.close();
            up.join();
        }
    }

    private void pump(Socket from, Socket to, int number, boolean fromServer) {
        byte[] bytes = new byte[16 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                if (number > frozen) {
                    if (fromServer) {
                        pass(out, bytes, length);
                    } else {
                        out.write(bytes, 0, length);
                    }
                }
            }
            if (number > frozen) {
                to.close();
            }
        } catch (IOException | InterruptedException over) {
            close(from);
            close(to);
        }
    }

    private void pass(OutputStream out, byte[] bytes, int length) throws IOException, InterruptedException {
        for (int i = 0; i < length; i++) {
            if (left.get() == UNBOUNDED && !dripping) {
                out.write(bytes, i, length - i);
                return;
            }
            if (left.get() != UNBOUNDED && left.getAndDecrement() <= 0) {
                left.set(UNBOUNDED);
                throw new IOException("cut");
            }
            out.write(bytes[i]);
            if (dripping) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // that is what was wanted
        }
    }
}
