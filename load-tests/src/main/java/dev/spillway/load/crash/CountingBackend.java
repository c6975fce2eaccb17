package dev.spillway.load.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.load.net.HttpReply;
import dev.spillway.load.net.HttpRequest;
import dev.spillway.load.net.HttpServer;
import dev.spillway.load.net.Loops;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A backend that answers with what it was asked, after a while, and counts how often each task ran. */
final class CountingBackend implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MILLIS_MOST = 25; // so that a crash finds some under way

    private final Map<String, Integer> runs = new ConcurrentHashMap<>();
    private final Loops loops = new Loops(1);
    private final HttpServer server;

    CountingBackend() throws IOException {
        server = new HttpServer("counting backend", 0, this::answer, loops);
    }

    /** What a task's answer must be. */
    static String answer(String text) {
        return text + "!";
    }

    int port() {
        return server.address().getPort();
    }

    /** How often a task with this text was run. */
    int runs(String text) {
        return runs.getOrDefault(text, 0);
    }

    private void answer(HttpRequest request, HttpReply reply) {
        JsonNode asked;
        try {
            asked = JSON.readTree(request.body());
        } catch (JsonProcessingException notJson) {
            reply.send(400, "text/plain", String.valueOf(notJson.getMessage()));
            return;
        }
        boolean task = asked.has("text");
        String text = asked.path(task ? "text" : "sync").asText();
        if (task) {
            runs.merge(text, 1, Integer::sum);
        }
        var _ = loops.current()
                .schedule(
                        () -> reply.send(200, "application/json", "{\"text\": \"" + answer(text) + "\"}"),
                        task ? ThreadLocalRandom.current().nextInt(MILLIS_MOST) : 0,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        server.close();
        loops.close();
    }
}
