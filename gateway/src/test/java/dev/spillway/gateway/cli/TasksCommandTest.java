package dev.spillway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.Gateway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands about tasks, against a running gateway whose backend is not there. */
class TasksCommandTest {
    @TempDir
    private static Path directory;

    private static Gateway gateway;
    private static String handle;

    /** What a command printed, and its status. */
    private record Printed(int status, String out, String err) {}

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(Files.writeString(directory.resolve("spillway.yaml"), """
            listen:
              grpc: { address: "127.0.0.1:0" }
              rest: { address: "127.0.0.1:0" }
              operator: { address: "127.0.0.1:0" }
            offload: { directory: tasks }
            backends:
              gone: { protocol: http-json, url: "http://127.0.0.1:9/", most: 5s }
            routes:
              lost:
                budget: { most: 5s }
                flow: { one: { call: gone } }
                offload: { backend: gone, attempts: 1 }
            """), false);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/v1/tasks"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"route\": \"lost\", \"input\": {\"id\": \"1\"}}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> reply = client.send(request, HttpResponse.BodyHandlers.ofString());
            handle = reply.headers().firstValue("location").orElseThrow().substring("/v1/tasks/".length());
        }
        assertThat(run("get", handle, "--wait", "30s").out()).contains("dead");
    }

    @AfterAll
    static void end() {
        gateway.close();
    }

    private static String url() {
        return "http://127.0.0.1:" + gateway.restPort();
    }

    private static Printed run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("tasks"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--url", url()));
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = line.execute(all.toArray(String[]::new));
        return new Printed(status, out.toString(), err.toString());
    }

    @Test
    void tasksThatWereGivenUpAreListedWithTheirReason() {
        Printed dead = run("dead", "--route", "lost");
        assertThat(dead.status()).isZero();
        assertThat(dead.out()).contains("HANDLE", handle, "dead", "lost", "1/1", "unreachable");
        assertThat(run("list", "--state", "succeeded").out()).doesNotContain(handle);
    }

    @Test
    void aTaskIsShownWithItsHistoryAndWatchedToItsEnd() {
        assertThat(run("get", handle).out()).contains("attempt   1 of 1", "enqueued", "claimed", "died");
        assertThat(run("watch", handle).out()).contains("enqueued", "claimed", "died");
    }

    @Test
    void whatCanNotBeDoneIsSaidWithAStatus() {
        Printed cancelled = run("cancel", handle);
        assertThat(cancelled.status()).isEqualTo(1);
        assertThat(cancelled.err()).contains("the task is dead");
        assertThat(run("get", "t_unknown").err()).contains("There is no such task");
        assertThat(run("replay").err()).contains("give a handle, or --id for many");
    }

    @Test
    void manyAreCountedBeforeTheyAreReplayed() {
        assertThat(run("replay", "--id", "mended-1", "--route", "lost", "--dry-run")
                        .out())
                .contains("it would be 1 tasks");
    }
}
