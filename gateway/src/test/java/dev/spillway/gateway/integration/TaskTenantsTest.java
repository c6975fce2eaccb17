package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.spillway.gateway.edge.Callers;
import dev.spillway.offload.callback.Verifier;
import dev.spillway.offload.callback.VerifyingKey;
import dev.spillway.proto.v1.ListTasksResponse;
import dev.spillway.proto.v1.ReplayManyResponse;
import dev.spillway.proto.v1.Task;
import dev.spillway.proto.v1.TaskEvent;
import dev.spillway.proto.v1.TaskState;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what with a task: its tenant, an operator, the bearer of its token; and who hears of its end. */
class TaskTenantsTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String[] ACME = {"authorization", "Bearer acme"};
    private static final String[] OTHER = {"authorization", "Bearer other"};
    private static final String[] OPERATOR = {"authorization", "Bearer operator"};

    @TempDir
    private static Path directory;

    private static ScriptedModel model;
    private static CallbackReceiver receiver;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        model = new ScriptedModel();
        receiver = new CallbackReceiver();
        Files.writeString(directory.resolve("secret"), SECRET + "\n");
        gateway = new RunningGateway(
                directory,
                """
                callers:
                  - { name: anna, key: "%s", tenant: acme }
                  - { name: otto, key: "%s", tenant: other }
                  - { name: olga, key: "%s", tenant: ops, scopes: [operate] }
                offload: { directory: tasks }
                callbacks:
                  endpoints:
                    partner:
                      url: "http://127.0.0.1:%d/hook"
                      clearText: true
                      secrets: [{ file: secret }]
                      tenant: acme
                      timeout: 5s
                    inside:
                      url: "http://127.0.0.1:%d/hook"
                      clearText: true
                      secrets: [{ file: secret }]
                  allowed: [127.0.0.1/32]
                backends:
                """.formatted(
                                        Callers.hash("acme"),
                                        Callers.hash("other"),
                                        Callers.hash("operator"),
                                        receiver.port(),
                                        receiver.port())
                        + model.backend("echo", "echo")
                        + model.backend("failing", "failing") + """
                        routes:
                          triage:
                            budget: { most: 20s }
                            flow: { intent: { call: echo, input: { text: "request.text" } } }
                            offload: { backend: echo, input: { text: "request.text" }, callback: partner }
                          quiet:
                            budget: { most: 20s }
                            flow: { intent: { call: echo, input: { text: "request.text" } } }
                            offload: { backend: echo, input: { text: "request.text" } }
                          hopeless:
                            budget: { most: 20s }
                            flow: { intent: { call: echo, input: { text: "request.text" } } }
                            offload: { backend: failing, attempts: 1, input: { text: "request.text" } }
                        """);
    }

    @AfterAll
    static void end() {
        model.close();
        receiver.close();
        gateway.close();
    }

    private static Task submit(String route, String more, String... headers) throws Exception {
        HttpResponse<String> reply = gateway.send(
                "/v1/tasks",
                "{\"route\": \"" + route + "\", \"input\": {\"text\": \"my invoice\"}" + more + "}",
                headers);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
        return task(reply);
    }

    private static Task ended(Task task, String... headers) throws Exception {
        return task(gateway.get("/v1/tasks/" + task.getHandle() + "?wait=20s", headers));
    }

    private static Task task(HttpResponse<String> reply) throws Exception {
        Task.Builder task = Task.newBuilder();
        JsonFormat.parser().merge(reply.body(), task);
        return task.build();
    }

    private static ListTasksResponse list(String query, String... headers) throws Exception {
        ListTasksResponse.Builder list = ListTasksResponse.newBuilder();
        JsonFormat.parser().merge(gateway.get("/v1/tasks" + query, headers).body(), list);
        return list.build();
    }

    @Test
    void theBetterAnswersComingIsToldSignedToTheEndpoint() throws Exception {
        Task task = submit("triage", "", ACME);
        CallbackReceiver.Received callback = receiver.next();
        assertThat(new Verifier(VerifyingKey.parse(SECRET)).check(callback.headers(), callback.body(), Instant.now()))
                .isEqualTo(Verifier.Finding.VALID);
        assertThat(callback.body().utf8())
                .contains("\"type\":\"task.succeeded\"", task.getHandle())
                .doesNotContain("my invoice");

        ListTasksResponse deliveries = list("?parent=" + task.getHandle(), ACME);
        Task delivery = ended(deliveries.getTasks(0), ACME);
        assertThat(delivery.getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
        assertThat(delivery.getQueue()).isEqualTo("_callback/partner");

        assertThat(gateway.send("/v1/tasks/" + delivery.getHandle() + ":replay", "", ACME)
                        .statusCode())
                .as("only operators have a callback sent again")
                .isEqualTo(403);
        gateway.send("/v1/tasks/" + delivery.getHandle() + ":replay", "", OPERATOR);
        assertThat(receiver.next().headers().get("webhook-id"))
                .as("the receiver can tell that it is the same one")
                .isEqualTo(callback.headers().get("webhook-id"));
    }

    @Test
    void anEndpointOfAnotherTenantIsNone() throws Exception {
        HttpResponse<String> refused = gateway.send(
                "/v1/tasks",
                "{\"route\": \"quiet\", \"input\": {\"text\": \"a\"}, \"offload\": {\"callback\": \"partner\"}}",
                OTHER);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("offload.callback");
    }

    @Test
    void aTenantSeesItsOwnTasksOnly() throws Exception {
        Task task = submit("quiet", "", ACME);
        assertThat(ended(task, ACME).getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
        for (String path : new String[] {"", "/events"}) {
            assertThat(gateway.get("/v1/tasks/" + task.getHandle() + path, OTHER)
                            .statusCode())
                    .isEqualTo(404);
        }
        for (String verb : new String[] {"cancel", "replay", "complete", "fail"}) {
            assertThat(gateway.send("/v1/tasks/" + task.getHandle() + ":" + verb, "{}", OTHER)
                            .statusCode())
                    .isEqualTo(404);
        }
        assertThat(list("", OTHER).getTasksList())
                .noneMatch(one -> one.getTenant().equals("acme"));
        assertThat(gateway.get("/v1/tasks?tenant=acme", OTHER).statusCode()).isEqualTo(403);
        assertThat(gateway.get("/v1/tasks/" + task.getHandle()).statusCode()).isEqualTo(401);
        assertThat(list("?tenant=acme", OPERATOR).getTasksList())
                .extracting(Task::getHandle)
                .contains(task.getHandle());
        assertThat(list("?allTenants=true&route=quiet", OPERATOR).getTasksList())
                .extracting(Task::getTenant)
                .contains("acme");
    }

    @Test
    void manyAreReplayedByOperatorsOnly() throws Exception {
        Task dead = ended(submit("hopeless", "", ACME), ACME);
        assertThat(dead.getState()).isEqualTo(TaskState.TASK_STATE_DEAD);
        String request = "{\"id\": \"mended-%s\", \"filter\": {\"allTenants\": true, \"states\": [\"TASK_STATE_DEAD\"],"
                + " \"route\": \"hopeless\"}%s}";
        assertThat(gateway.send("/v1/tasks:replay", request.formatted("1", ""), ACME)
                        .statusCode())
                .isEqualTo(403);

        ReplayManyResponse.Builder dry = ReplayManyResponse.newBuilder();
        JsonFormat.parser()
                .merge(
                        gateway.send("/v1/tasks:replay", request.formatted("1", ", \"dryRun\": true"), OPERATOR)
                                .body(),
                        dry);
        assertThat(dry.getCount()).isEqualTo(1);
        assertThat(task(gateway.get("/v1/tasks/" + dead.getHandle(), ACME)).getReplays())
                .isZero();

        gateway.send("/v1/tasks:replay", request.formatted("1", ""), OPERATOR);
        Task again = ended(dead, ACME);
        while (again.getReplays() == 0 || again.getState() != TaskState.TASK_STATE_DEAD) {
            again = ended(dead, ACME); // the replay goes on by itself
        }
        assertThat(again.getHistoryList())
                .filteredOn(event -> event.getKind().equals("replayed"))
                .extracting(TaskEvent::getBy)
                .containsExactly("olga");
    }

    @Test
    void whoHasTheTokenCompletesTheTaskOnce() throws Exception {
        Task held = submit("quiet", ", \"hold\": {\"within\": \"3600s\"}", ACME);
        assertThat(held.getToken()).isNotEmpty();
        assertThat(held.getState()).isEqualTo(TaskState.TASK_STATE_WAITING);
        assertThat(task(gateway.get("/v1/tasks/" + held.getHandle(), ACME)).getToken())
                .as("it is shown once")
                .isEmpty();

        String path = "/v1/tasks/" + held.getHandle();
        String answer = "{\"answer\": {\"label\": \"refund\"}}";
        assertThat(gateway.send(path + ":complete", answer, "spillway-task-token", "wrong")
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.send(path + ":complete", answer, "spillway-task-token", held.getToken())
                        .statusCode())
                .isEqualTo(200);
        assertThat(gateway.send(path + "/tokens/" + held.getToken() + ":complete", answer)
                        .statusCode())
                .as("an equal repeat is no error")
                .isEqualTo(200);
        assertThat(gateway.send(path + "/tokens/" + held.getToken() + ":complete", "{\"answer\": {}}")
                        .statusCode())
                .as("the first end counts")
                .isEqualTo(409);
        assertThat(ended(held, ACME)
                        .getResult()
                        .getAnswer()
                        .getFieldsOrThrow("label")
                        .getStringValue())
                .isEqualTo("refund");
    }

    @Test
    void aPersonOfTheTenantDecidesAndSaysWhy() throws Exception {
        Task held = submit("quiet", ", \"hold\": {\"within\": \"3600s\"}", ACME);
        String path = "/v1/tasks/" + held.getHandle();
        assertThat(gateway.send(path + ":complete", "{}", ACME).statusCode())
                .as("there is no proposed answer to approve")
                .isEqualTo(400);
        HttpResponse<String> refused = gateway.send(path + ":fail", "{\"reason\": \"not our customer\"}", ACME);
        assertThat(refused.statusCode()).isEqualTo(200);
        TaskEvent last = task(refused).getHistory(task(refused).getHistoryCount() - 1);
        assertThat(last.getBy()).isEqualTo("anna");
        assertThat(last.getReason()).isEqualTo("not our customer");
        assertThat(task(refused).getState()).isEqualTo(TaskState.TASK_STATE_DEAD);
    }
}
