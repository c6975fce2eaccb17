package dev.spillway.gateway.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spillway.gateway.backend.BackendTck.Behaviour;
import dev.spillway.gateway.backend.BackendTck.Server;
import dev.spillway.gateway.backend.RawServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** An HTTP/1.1 server that writes its replies byte by byte as a test wants them. */
public final class HttpFaults implements Server {
    /** A request as it came. */
    public record Request(String line, Map<String, String> headers, String body) {}

    /** What follows a request. */
    @FunctionalInterface
    public interface Script {
        /** Returns whether the connection is kept for another request. */
        boolean play(InputStream in, OutputStream out) throws IOException, InterruptedException;
    }

    private final String answer;
    private final RawServer server;
    private final List<Request> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private volatile Script script;
    private volatile Script onOldConnections;
    private volatile int oldOnes;

    /** A server that answers so. */
    public HttpFaults(String answer) {
        this(answer, ServerSocketFactory.getDefault());
    }

    /** A server whose sockets come from there, for TLS. */
    public HttpFaults(String answer, ServerSocketFactory sockets) {
        this.answer = answer;
        this.script = reply(200, answer);
        this.onOldConnections = script;
        this.server = new RawServer(sockets, this::converse); // last: it converses from now on
    }

    /** Does so to each request from now on. */
    public void play(Script next) {
        script = next;
    }

    /** Treats the connections of now otherwise than those to come. */
    void playOnOldConnections(Script next) {
        onOldConnections = next;
        oldOnes = server.accepted();
    }

    @Override
    public void behave(Behaviour behaviour) {
        play(
                switch (behaviour) {
                    case ANSWERS -> reply(200, answer);
                    case ANSWERS_SLOWLY ->
                        (in, out) -> {
                            TimeUnit.MILLISECONDS.sleep(50);
                            return reply(200, answer).play(in, out);
                        };
                    case STALLS -> this::awaitTheEnd;
                    case DRIPS -> this::drip;
                    case ERRS -> reply(500, "{\"error\": \"it broke\"}");
                    case DROPS -> raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"label\":");
                    case HANGS_UP -> raw("");
                    case GARBLES -> raw("\u0000\u0001garbage\r\n\r\n\r\nmore of it\r\n\r\n");
                    case FLOODS -> reply(200, "{\"label\": \"" + "x".repeat(3_000_000) + "\"}");
                });
    }

    /** A whole reply. */
    public static Script reply(int status, String body, String... headers) {
        return (in, out) -> {
            String head = "HTTP/1.1 " + status + " Whatever\r\nContent-Length: " + body.getBytes(UTF_8).length + "\r\n"
                    + String.join(
                            "",
                            List.of(headers).stream()
                                    .map(header -> header + "\r\n")
                                    .toList())
                    + "\r\n";
            out.write((head + body).getBytes(UTF_8));
            return true;
        };
    }

    /** Some bytes, and the end of the connection. */
    public static Script raw(String bytes) {
        return (in, out) -> {
            out.write(bytes.getBytes(ISO_8859_1));
            return false;
        };
    }

    private boolean awaitTheEnd(InputStream in, OutputStream out) throws IOException {
        if (in.read() < 0) {
            abandoned.incrementAndGet();
        }
        return false;
    }

    private boolean drip(InputStream in, OutputStream out) throws InterruptedException {
        try {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(ISO_8859_1));
            while (true) {
                out.write(' ');
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (IOException gone) {
            abandoned.incrementAndGet();
            return false;
        }
    }

    private void converse(Socket socket) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        int number = connections.incrementAndGet();
        boolean kept = true;
        while (kept) {
            seen.add(read(in));
            kept = (number <= oldOnes ? onOldConnections : script).play(in, out);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String line = line(in);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new IOException("not HTTP");
            }
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(line, headers, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            if (one < 0) {
                throw new IOException("the client has gone");
            }
            if (one != '\r') {
                line.write(one);
            }
        }
        return line.toString(ISO_8859_1);
    }

    /** The requests so far, oldest first. */
    public List<Request> seen() {
        return seen;
    }

    /** How many connections were made so far. */
    public int accepted() {
        return server.accepted();
    }

    int open() {
        return server.open();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public int requests() {
        return seen.size();
    }

    @Override
    public int abandoned() {
        return abandoned.get();
    }

    @Override
    public void disconnect() {
        server.disconnect();
    }

    @Override
    public void close() {
        server.close();
    }
}
