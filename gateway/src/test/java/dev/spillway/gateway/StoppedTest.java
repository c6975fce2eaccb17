package dev.spillway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waited for an event loop for longer than its budget is not answered as if it had come just now. */
class StoppedTest {
    private static final long STOPPED_MILLIS = 3_000;
    private static final String BUDGET = "1s";

    @TempDir
    private Path directory;

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer service;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        service.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
        service.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = "{\"label\": \"done\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.createContext("/slow", exchange -> {
            asked.incrementAndGet();
            try {
                answer.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            byte[] body = "{\"label\": \"done\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
        int port = service.getAddress().getPort();
        Path file = Files.writeString(directory.resolve("spillway.yaml"), """
            listen:
              grpc: { address: "127.0.0.1:0" }
              rest: { address: "127.0.0.1:0" }
              operator: { address: "127.0.0.1:0" }
            backends:
              fast: { protocol: http-json, url: "http://127.0.0.1:%1$d/fast", most: 20s }
              slow: { protocol: http-json, url: "http://127.0.0.1:%1$d/slow", most: 20s }
            routes:
              fast: { budget: { most: 20s }, flow: { it: { call: fast } } }
              slow: { budget: { most: 20s }, flow: { it: { call: slow } } }
            """.formatted(port));
        gateway = Gateway.start(file, false);
    }

    @AfterEach
    void end() {
        answer.countDown();
        gateway.close();
        http.shutdownNow();
        service.stop(0);
    }

    /** No event loop runs anything until the latch is open. */
    private void stop(CountDownLatch go) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(gateway.loops().all().size());
        gateway.loops()
                .all()
                .forEach(loop -> loop.executor().execute(() -> {
                    stopped.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }));
        stopped.await();
    }

    private Socket connect() throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.restPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void send(Socket socket, String route, String budget) throws Exception {
        String body = "{\"input\":{}" + (budget.isEmpty() ? "" : ",\"budget\":\"" + budget + "\"") + "}";
        OutputStream out = socket.getOutputStream();
        out.write(("POST /v1/routes/" + route + ":execute HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String status(Socket socket) throws Exception {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int one = in.read(); one >= 0 && one != '\n'; one = in.read()) {
            line.append((char) one);
        }
        in.skip(in.available());
        return line.toString().trim();
    }

    @Test
    void whatWaitedForTooLongIsDropped() throws Exception {
        Socket kept = connect();
        send(kept, "fast", BUDGET);
        assertThat(status(kept)).isEqualTo("HTTP/1.1 200 OK");
        int before = asked.get();
        CountDownLatch go = new CountDownLatch(1);
        stop(go);
        List<Socket> waiting = new ArrayList<>(List.of(kept));
        for (int i = 0; i < 4; i++) {
            waiting.add(connect()); // the kernel takes it, and what it sends
        }
        for (Socket socket : waiting) {
            send(socket, "fast", BUDGET);
        }
        TimeUnit.MILLISECONDS.sleep(STOPPED_MILLIS);
        go.countDown();

        for (Socket socket : waiting) {
            assertThat(status(socket)).startsWith("HTTP/1.1 504");
            socket.close();
        }
        assertThat(asked).as("no work is done for it").hasValue(before);
        assertThat(metric("spillway_late_total{door=\"rest\"}")).isGreaterThanOrEqualTo(waiting.size());
    }

    @Test
    void anAnswerThatCameWhileItWasStoppedIsNotInTime() throws Exception {
        Socket socket = connect();
        send(socket, "slow", BUDGET);
        while (asked.get() == 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        CountDownLatch go = new CountDownLatch(1);
        stop(go);
        answer.countDown();
        TimeUnit.MILLISECONDS.sleep(STOPPED_MILLIS);
        go.countDown();
        assertThat(status(socket)).startsWith("HTTP/1.1 504");
        socket.close();
    }

    @Test
    void aBudgetThatIsLongEnoughIsStillAnswered() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Socket socket = connect();
        stop(go);
        send(socket, "fast", "20s");
        TimeUnit.MILLISECONDS.sleep(STOPPED_MILLIS);
        go.countDown();
        assertThat(status(socket)).isEqualTo("HTTP/1.1 200 OK");
        socket.close();
    }

    private double metric(String name) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + gateway.operatorPort() + "/metrics");
        HttpResponse<String> metrics =
                http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        return metrics.body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(-1);
    }
}
