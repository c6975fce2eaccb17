package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.edge.Callers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one client, with or without a key, can take of the REST door. */
@Timeout(120)
class RestBoundsTest {
    private static final String ROUTES = """
        routes:
          one:
            budget: { default: 20s, most: 60s }
            flow: { intent: { call: echo, input: { text: "request.text" } } }
        """;
    private static final String CLOSED = "closed";

    @TempDir
    private Path directory;

    @Test
    void connectionsAreBoundedPerAddressAndInAll() throws Exception {
        try (ScriptedModel model = new ScriptedModel();
                RunningGateway gateway = new RunningGateway(
                        directory,
                        "",
                        ", connectionsMost: 8",
                        "backends:\n" + model.backend("echo", "echo") + ROUTES)) {
            List<Socket> kept = new ArrayList<>();
            try {
                assertThat(statuses(gateway, "127.0.0.2", 10, kept))
                        .as("half of all")
                        .containsExactly("200", "200", "200", "200", CLOSED, CLOSED, CLOSED, CLOSED, CLOSED, CLOSED);
                assertThat(statuses(gateway, "127.0.0.3", 4, kept)).containsOnly("200");
                assertThat(statuses(gateway, "127.0.0.4", 2, kept))
                        .as("told why")
                        .containsOnly("503");
                assertThat(gateway.operator("/metrics").body())
                        .containsPattern("spillway_connections_refused_total\\{cause=\"address\",door=\"rest\"\\} 6");
            } finally {
                for (Socket one : kept) {
                    one.close();
                }
            }
            String again = CLOSED;
            while (!again.equals("200")) { // once the server has seen them leave
                again = statuses(gateway, "127.0.0.2", 1, kept).getFirst();
                kept.getLast().close();
            }
        }
    }

    @Test
    void anUnknownKeyIsRefusedBeforeAByteOfTheBodyIsSent() throws Exception {
        String callers = "callers: [{ name: anna, key: \"%s\", tenant: acme }]\n".formatted(Callers.hash("anna's key"));
        try (ScriptedModel model = new ScriptedModel();
                RunningGateway gateway = new RunningGateway(
                        directory, callers + "backends:\n" + model.backend("echo", "echo") + ROUTES);
                Socket client = socket(gateway, "127.0.0.1")) {
            String head = "POST /v1/routes/one:execute HTTP/1.1\r\nHost: localhost\r\nSpillway-Key: someone else's\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            assertThat(status(client)).isEqualTo("401");
        }
    }

    private static List<String> statuses(RunningGateway gateway, String from, int count, List<Socket> kept)
            throws IOException {
        List<String> statuses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket socket = socket(gateway, from);
            kept.add(socket);
            String status;
            try {
                socket.getOutputStream()
                        .write("GET /v1/routes HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                status = status(socket);
            } catch (SocketException reset) {
                status = CLOSED;
            }
            statuses.add(status);
        }
        return statuses;
    }

    private static Socket socket(RunningGateway gateway, String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), gateway.gateway().restPort()));
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        return line == null ? CLOSED : line.split(" ", 3)[1];
    }
}
