package dev.spillway.gateway.integration;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A gRPC client in clear text that sends the frames that a test wants to. */
final class RawGrpc implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int ACK = 1;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    private static final int PING = 6;
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder(false, 1 << 20);

    /** What came: a frame, with its headers if it has any. */
    record Frame(int type, int flags, int stream, @Nullable Http2Headers headers) {
        String header(String name) {
            CharSequence value = headers == null ? null : headers.get(name);
            return value == null ? "" : value.toString();
        }
    }

    /** Hears of frames that are about the connection itself. */
    interface Upkeep {
        void frame(int type, int flags, int stream, ByteBuffer payload);
    }

    private Upkeep upkeep = (_, _, _, _) -> {};

    void upkeep(Upkeep listener) {
        upkeep = listener;
    }

    RawGrpc(int port) throws IOException {
        this(port, "127.0.0.1");
    }

    /** @param from the client's own address, any of 127.0.0.0/8 */
    RawGrpc(int port, String from) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    /** Begins to speak HTTP/2. */
    RawGrpc preface() throws IOException {
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return frame(SETTINGS, 0, 0);
    }

    /** The head of a call, without a byte of its message. */
    RawGrpc call(int stream, String method, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x83); // :method POST
        block.write(0x86); // :scheme http
        literal(block, ":path", "/" + method);
        literal(block, ":authority", "localhost");
        literal(block, "content-type", "application/grpc");
        literal(block, "te", "trailers");
        metadata.forEach((name, value) -> literal(block, name, value));
        return frame(HEADERS, END_HEADERS, stream, block.toByteArray());
    }

    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0x10); // never indexed, a new name
        string(block, name);
        string(block, value);
    }

    private static void string(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length >= 127) {
            throw new IllegalArgumentException("longer than this client needs");
        }
        block.write(bytes.length);
        block.writeBytes(bytes);
    }

    /** The prefix of a message and a part of it. */
    RawGrpc part(int stream, int announced, int bytes) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(5 + bytes).put((byte) 0).putInt(announced);
        return frame(DATA, 0, stream, part.array());
    }

    RawGrpc frame(int type, int flags, int stream, byte... payload) throws IOException {
        out.write(ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array());
        return this;
    }

    /** Many frames in one write; false if the connection was ended meanwhile. */
    boolean flood(int count, int type, int flags, int stream, byte... payload) {
        byte[] one = ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
        ByteBuffer all = ByteBuffer.allocate(one.length * count);
        for (int i = 0; i < count; i++) {
            all.put(one);
        }
        try {
            out.write(all.array());
            return true;
        } catch (IOException ended) {
            return false;
        }
    }

    /** The next frame that is not about the connection's upkeep; null at the end of the connection. */
    @Nullable
    Frame next() throws IOException {
        try {
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(length);
                if (type == PING && flags == 0) {
                    frame(PING, ACK, 0, payload);
                } else if (type == HEADERS) {
                    return new Frame(type, flags, stream, hpack.decodeHeaders(stream, Unpooled.wrappedBuffer(payload)));
                } else if (type != SETTINGS && type != WINDOW_UPDATE && type != PING) {
                    return new Frame(type, flags, stream, null);
                } else {
                    upkeep.frame(type, flags, stream, ByteBuffer.wrap(payload));
                }
            }
        } catch (EOFException | SocketException ended) {
            return null;
        } catch (Http2Exception malformed) {
            throw new IOException(malformed);
        }
    }

    /** Whether the server lets it in: its settings come, without having been asked. */
    boolean isServed() throws IOException {
        try {
            return in.read() >= 0;
        } catch (SocketException reset) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
