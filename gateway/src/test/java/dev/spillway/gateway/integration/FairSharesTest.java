package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.spillway.core.layer.Permits;
import dev.spillway.gateway.edge.Callers;
import dev.spillway.proto.v1.Task;
import dev.spillway.proto.v1.TaskState;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One tenant's load does not stop another one. */
class FairSharesTest {
    private static final String GREEDY = "Bearer greedy";
    private static final String MODEST = "Bearer modest";

    @TempDir
    private static Path directory;

    private static HoldingService service;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        service = new HoldingService();
        gateway = new RunningGateway(
                directory, """
                    callers:
                      - { name: greta, key: "%s", tenant: greedy }
                      - { name: mona, key: "%s", tenant: modest }
                    offload:
                      directory: tasks
                      queues: { narrow: { concurrency: 1 }, wide: { concurrency: 4 } }
                    backends:
                      limited: { protocol: http-json, url: "http://127.0.0.1:%3$d/{path}", most: 30s, limit: 64 }
                      roomy: { protocol: http-json, url: "http://127.0.0.1:%3$d/{path}", most: 30s }
                      narrow: { protocol: http-json, url: "http://127.0.0.1:%3$d/later/300", most: 30s }
                      wide: { protocol: http-json, url: "http://127.0.0.1:%3$d/{path}", most: 30s }
                    routes:
                      by-backend:
                        budget: { default: 20s, most: 30s }
                        flow: { label: { call: limited, input: { path: "request.path" } } }
                      by-route:
                        budget: { default: 20s, most: 30s }
                        limit: 64
                        flow: { label: { call: roomy, input: { path: "request.path" } } }
                      narrow:
                        budget: { default: 20s, most: 30s }
                        flow: { label: { call: roomy, input: { path: "'at-once'" } } }
                        offload: { backend: narrow, input: {}, deadline: 10m }
                      wide:
                        budget: { default: 20s, most: 30s }
                        flow: { label: { call: roomy, input: { path: "'at-once'" } } }
                        offload: { backend: wide, input: { path: "request.path" }, deadline: 10m }
                    """.formatted(Callers.hash("greedy"), Callers.hash("modest"), service.port()));
    }

    @AfterAll
    static void end() {
        service.close();
        gateway.close();
    }

    @Test
    void slowCallsOfOneTenantDoNotHoldAllPermitsOfABackend() throws Exception {
        slowCallsDoNotHoldAllPermitsOf("by-backend");
    }

    @Test
    void slowCallsOfOneTenantDoNotHoldAllPermitsOfARoute() throws Exception {
        slowCallsDoNotHoldAllPermitsOf("by-route");
    }

    private static void slowCallsDoNotHoldAllPermitsOf(String route) throws Exception {
        List<CompletableFuture<HttpResponse<String>>> slow = execute(route, 64, "hold-" + route, GREEDY);
        assertThat(service.awaitHeld("/hold-" + route, Permits.mostOfOne(64))).isEqualTo(52);

        List<CompletableFuture<HttpResponse<String>>> others = execute(route, 10, "at-once", MODEST);
        for (CompletableFuture<HttpResponse<String>> one : others) {
            assertThat(one.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }

        service.release();
        int answered = 0;
        for (CompletableFuture<HttpResponse<String>> one : slow) {
            HttpResponse<String> reply = one.get(30, TimeUnit.SECONDS);
            if (reply.statusCode() == 200) {
                answered++;
            } else {
                assertThat(reply.body()).contains("its share of the limit of 64");
            }
        }
        assertThat(answered).isEqualTo(52);
    }

    @Test
    void aBacklogOfOneTenantNeitherRefusesNorDelaysAnothersTask() throws Exception {
        List<Task> backlog = new ArrayList<>();
        for (int i = 0; i < 120; i++) { // 36 s of work
            backlog.add(accepted(submit("narrow", "x", "10m", GREEDY)));
        }
        ended(backlog.get(5), GREEDY); // by now it is known how fast the queue goes
        TimeUnit.MILLISECONDS.sleep(1_500); // what waits is looked at once a second

        assertThat(submit("narrow", "x", "20s", GREEDY).statusCode()).isEqualTo(503);
        Task task = ended(accepted(submit("narrow", "x", "20s", MODEST)), MODEST);

        assertThat(task.getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
        assertThat(find(backlog.getLast(), GREEDY).getState()).isEqualTo(TaskState.TASK_STATE_READY);
    }

    @Test
    void longTasksOfOneTenantLeaveAPlaceForAnothers() throws Exception {
        for (int i = 0; i < 8; i++) {
            accepted(submit("wide", "hold-task", "10m", GREEDY));
        }
        assertThat(service.awaitHeld("/hold-task", 3)).isEqualTo(3);

        Task task = ended(accepted(submit("wide", "at-once", "10m", MODEST)), MODEST);

        assertThat(task.getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
        assertThat(service.awaitHeld("/hold-task", 3)).isEqualTo(3);
        service.release();
    }

    private static List<CompletableFuture<HttpResponse<String>>> execute(
            String route, int count, String path, String key) {
        List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            HttpRequest request = HttpRequest.newBuilder(gateway.rest("/v1/routes/" + route + ":execute"))
                    .header("content-type", "application/json")
                    .header("authorization", key)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"input\": {\"path\": \"" + path + "\"}}"))
                    .build();
            replies.add(gateway.http().sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        return replies;
    }

    private static HttpResponse<String> submit(String route, String path, String deadline, String key)
            throws Exception {
        String body = "{\"route\": \"%s\", \"input\": {\"path\": \"%s\"}, \"offload\": {\"deadline\": \"%s\"}}"
                .formatted(route, path, deadline.replace("10m", "600s"));
        return gateway.send("/v1/tasks", body, "authorization", key);
    }

    private static Task accepted(HttpResponse<String> reply) throws Exception {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
        return task(reply);
    }

    private static Task ended(Task task, String key) throws Exception {
        return task(gateway.get("/v1/tasks/" + task.getHandle() + "?wait=30s", "authorization", key));
    }

    private static Task find(Task task, String key) throws Exception {
        return task(gateway.get("/v1/tasks/" + task.getHandle(), "authorization", key));
    }

    private static Task task(HttpResponse<String> reply) throws Exception {
        Task.Builder task = Task.newBuilder();
        JsonFormat.parser().merge(reply.body(), task);
        return task.build();
    }
}
