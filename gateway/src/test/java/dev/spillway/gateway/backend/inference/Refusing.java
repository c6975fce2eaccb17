package dev.spillway.gateway.backend.inference;

import dev.spillway.gateway.backend.BackendFixture;
import dev.spillway.gateway.backend.RawServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP/2 server that processes nothing on its first connections, and says so; the others lead to a server that does. */
final class Refusing implements BackendFixture.Stop {
    /** How it says that it did not process a request (RFC 9113). */
    enum Manner {
        GOAWAY_BELOW_THE_STREAM,
        GOAWAY_WITH_THE_STREAM, // which it may have processed
        REFUSED_STREAM
    }

    private static final int PREFACE_BYTES = 24;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;

    private final int target;
    private final Manner manner;
    private final AtomicInteger refusals;
    private final AtomicInteger refused = new AtomicInteger();
    private final RawServer front;

    /**
     * A server that listens.
     *
     * @param refusals how many connections process nothing
     * @param target the port that the others lead to
     */
    Refusing(Manner manner, int refusals, int target) {
        this.target = target;
        this.manner = manner;
        this.refusals = new AtomicInteger(refusals);
        this.front = new RawServer(this::converse);
    }

    int port() {
        return front.port();
    }

    /** How many requests were not processed. */
    int refused() {
        return refused.get();
    }

    @Override
    public void close() {
        front.close();
    }

    private void converse(Socket client) throws IOException, InterruptedException {
        if (refusals.getAndDecrement() > 0) {
            refuse(client);
        } else {
            relay(client);
        }
    }

    private void refuse(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        in.readNBytes(PREFACE_BYTES);
        frame(client, SETTINGS, 0, 0, new byte[0]);
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            in.readNBytes(length);
            if (type == SETTINGS && (flags & 1) == 0) {
                frame(client, SETTINGS, 1, 0, new byte[0]);
            }
            if (type == HEADERS) {
                refused.incrementAndGet();
                switch (manner) {
                    case GOAWAY_BELOW_THE_STREAM -> frame(client, GOAWAY, 0, 0, new byte[8]);
                    case GOAWAY_WITH_THE_STREAM -> {
                        frame(client, GOAWAY, 0, 0, new byte[] {0, 0, 0, (byte) stream, 0, 0, 0, 0});
                        return;
                    }
                    case REFUSED_STREAM -> frame(client, RST_STREAM, 0, stream, new byte[] {0, 0, 0, 7});
                }
            }
        }
    }

    private static void frame(Socket to, int type, int flags, int stream, byte[] content) throws IOException {
        byte[] frame = new byte[9 + content.length];
        frame[2] = (byte) content.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        frame[8] = (byte) stream;
        System.arraycopy(content, 0, frame, 9, content.length);
        to.getOutputStream().write(frame);
    }

    private void relay(Socket client) throws IOException, InterruptedException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            Thread back = Thread.ofPlatform().daemon().start(() -> pass(server, client));
            pass(client, server);
            server.shutdownOutput();
            back.join();
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException _) { // one of them ended it
        }
    }
}
