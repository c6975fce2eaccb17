package dev.spillway.gateway.edge.rest;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An HTTP/2 client that sends the frames that a test wants to, and reads none. */
final class RawHttp2 implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private final SSLSocket socket;
    private final OutputStream out;

    RawHttp2(SSLContext trust, int port) throws IOException {
        socket = (SSLSocket) trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.startHandshake();
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
        out.flush();
    }

    /** The head of a request to run a route, without a body so far. */
    RawHttp2 headers(int stream, boolean whole) throws IOException {
        byte[] path = "/v1/routes/slow:execute".getBytes(StandardCharsets.US_ASCII);
        byte[] block = ByteBuffer.allocate(4 + path.length + 2 + 9)
                .put((byte) 0x83) // :method POST
                .put((byte) 0x87) // :scheme https
                .put((byte) 0x04) // :path
                .put((byte) path.length)
                .put(path)
                .put((byte) 0x01) // :authority
                .put((byte) 9)
                .put("localhost".getBytes(StandardCharsets.US_ASCII))
                .array();
        return frame(HEADERS, whole ? END_HEADERS : 0, stream, block);
    }

    RawHttp2 continuation(int stream) throws IOException {
        return frame(CONTINUATION, 0, stream, new byte[0]);
    }

    RawHttp2 reset(int stream) throws IOException {
        return frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
    }

    RawHttp2 ping() throws IOException {
        return frame(PING, 0, 0, new byte[8]);
    }

    private RawHttp2 frame(int type, int flags, int stream, byte[] payload) throws IOException {
        try {
            out.write(ByteBuffer.allocate(9 + payload.length)
                    .put((byte) 0)
                    .putShort((short) payload.length)
                    .put((byte) type)
                    .put((byte) flags)
                    .putInt(stream)
                    .put(payload)
                    .array());
        } catch (IOException closed) {
            if (!closes()) {
                throw closed;
            }
        }
        return this;
    }

    /** Whether the server ends the connection; waits for it. */
    boolean closes() {
        try {
            out.flush();
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // what it says on the way
            }
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
