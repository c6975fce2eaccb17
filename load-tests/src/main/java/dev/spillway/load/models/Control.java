package dev.spillway.load.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.load.net.HttpReply;
import dev.spillway.load.net.HttpRequest;
import dev.spillway.load.net.Loops;
import dev.spillway.load.net.Problem;
import dev.spillway.load.net.SimulatedServer;
import dev.spillway.load.simulate.Faults;
import dev.spillway.load.simulate.Latency;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the servers and meddles with them over HTTP: {@code GET /control}, {@code GET /control/{server}} and
 * {@code POST /control/{server}} with a fault, a latency or both.
 */
final class Control {
    private static final Logger LOG = LoggerFactory.getLogger(Control.class);
    private static final String PATH = "/control";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<? extends SimulatedServer> servers;
    private final Loops loops;

    Control(List<? extends SimulatedServer> servers, Loops loops) {
        this.servers = servers;
        this.loops = loops;
    }

    void handle(HttpRequest request, HttpReply reply) {
        if (request.fromBrowser()) {
            Problem.send(reply, 403, "Forbidden", "the control does not answer web pages");
            return;
        }
        String path = request.path();
        if (path.equals(PATH) && request.method().equals("GET")) {
            ArrayNode all = JSON.createArrayNode();
            servers.forEach(server -> all.add(state(server)));
            send(reply, all);
            return;
        }
        Optional<? extends SimulatedServer> named = servers.stream()
                .filter(server -> path.equals(PATH + "/" + server.name()))
                .findFirst();
        if (named.isEmpty()) {
            List<String> names = servers.stream().map(SimulatedServer::name).toList();
            Problem.send(
                    reply, 404, "Not found", "there is " + PATH + " and " + PATH + "/{server}, server one of " + names);
            return;
        }
        switch (request.method()) {
            case "GET" -> send(reply, state(named.get()));
            case "POST" -> change(named.get(), request.body(), reply);
            default -> Problem.send(reply, 405, "Method not allowed", "use GET or POST");
        }
    }

    private void change(SimulatedServer server, String body, HttpReply reply) {
        Change change;
        try {
            change = Change.read(JSON.readTree(body));
        } catch (JsonProcessingException cause) {
            Problem.send(reply, 400, "Not JSON", cause.getOriginalMessage());
            return;
        } catch (IllegalArgumentException cause) {
            Problem.send(reply, 400, "Invalid change", String.valueOf(cause.getMessage()));
            return;
        }
        change.latency().ifPresent(server.simulation()::latency);
        EventExecutor loop = loops.current();
        // Closing and opening a port waits for event loops, so it is done aside.
        Thread.startVirtualThread(() -> {
            Runnable answer = inject(server, change, reply);
            loop.execute(answer);
        });
    }

    private static Runnable inject(SimulatedServer server, Change change, HttpReply reply) {
        try {
            if (change.fault().isPresent()) {
                server.inject(change.fault().get());
            }
            return () -> send(reply, state(server));
        } catch (IOException cause) {
            LOG.warn("the fault of {} cannot be changed: {}", server.name(), cause.toString());
            return () -> Problem.send(reply, 500, "Not changed", String.valueOf(cause.getMessage()));
        }
    }

    private static ObjectNode state(SimulatedServer server) {
        ObjectNode json = JSON.createObjectNode();
        json.put("server", server.name());
        json.put("address", "127.0.0.1:" + server.address().getPort());
        json.put("describes", server.describes());
        Latency latency = server.simulation().latency();
        json.putObject("simulatedLatency")
                .put("distribution", "lognormal")
                .put("medianMillis", latency.median().toNanos() / 1e6)
                .put("p99Millis", latency.p99().toNanos() / 1e6);
        json.set("injectedFault", Faults.write(server.simulation().fault()));
        json.set("counts", JSON.valueToTree(server.simulation().counts()));
        return json;
    }

    private static void send(HttpReply reply, JsonNode json) {
        reply.send(200, "application/json", json.toPrettyString() + "\n");
    }
}
