package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.FollowUp;
import dev.spillway.proto.v1.GetTaskRequest;
import dev.spillway.proto.v1.ListTasksResponse;
import dev.spillway.proto.v1.Offload;
import dev.spillway.proto.v1.Quality;
import dev.spillway.proto.v1.SubmitTaskRequest;
import dev.spillway.proto.v1.Task;
import dev.spillway.proto.v1.TaskEvent;
import dev.spillway.proto.v1.TaskState;
import dev.spillway.proto.v1.WatchTaskRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not fit the budget becomes a task behind a handle, over both doors. */
class TasksTest {
    private static final String INPUT = "{\"input\": {\"text\": \"my invoice\"}}";

    @TempDir
    private static Path directory;

    private static ScriptedModel model;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        model = new ScriptedModel();
        gateway = new RunningGateway(directory, config());
    }

    @AfterAll
    static void end() {
        model.close();
        gateway.close();
    }

    @BeforeEach
    void forget() {
        model.forget();
    }

    private static String config() {
        return "offload: { directory: tasks }\n" + "backends:\n"
                + model.backend("echo", "echo")
                + model.backend("stalled", "stalled")
                + model.backend("failing", "failing") + """
                routes:
                  triage:
                    budget: { most: 20s }
                    flow: { intent: { call: echo, input: { text: "request.text" } } }
                    answer: { label: "intent.label" }
                    offload:
                      backend: echo
                      input: { text: "request.text + ' again'" }
                      answer: { label: "result.label", before: "intent.?label.orValue('none')" }
                  always:
                    budget: { most: 20s }
                    flow: { intent: { call: echo, input: { text: "request.text" } } }
                    offload: { when: always, backend: echo, input: { text: "request.text" } }
                  unsure:
                    budget: { most: 20s }
                    flow: { intent: { call: echo, input: { text: "request.text" } } }
                    offload: { when: "answer.confidence < 0.8 && answer.fields.label == 'invoice'" }
                  sure:
                    budget: { most: 20s }
                    flow: { intent: { call: echo, input: { text: "request.text" } } }
                    offload: { when: "answer.confidence < 0.5" }
                  broken:
                    budget: { most: 20s }
                    flow: { intent: { call: failing, input: { text: "request.text" } } }
                    offload: { when: always, backend: echo, input: { text: "request.text" } }
                  hopeless:
                    budget: { most: 20s }
                    flow: { intent: { call: echo, input: { text: "request.text" } } }
                    offload: { backend: failing, attempts: 2, backoff: { first: 1ms, most: 1ms } }
                  slow:
                    budget: { most: 20s }
                    flow: { intent: { call: echo, input: { text: "request.text" } } }
                    offload: { backend: stalled, input: { text: "request.text" } }
                  plain:
                    budget: { most: 20s }
                    flow: { intent: { call: echo, input: { text: "request.text" } } }
                """;
    }

    private Task submit(String route, String... headers) throws Exception {
        HttpResponse<String> reply = gateway.send(
                "/v1/tasks", "{\"route\": \"" + route + "\", \"input\": {\"text\": \"my invoice\"}}", headers);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
        Task task = task(reply.body());
        assertThat(reply.headers().firstValue("location")).contains("/v1/tasks/" + task.getHandle());
        return task;
    }

    private Task ended(String handle) throws Exception {
        HttpResponse<String> reply = gateway.get("/v1/tasks/" + handle + "?wait=20s");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return task(reply.body());
    }

    private static Task task(String json) throws Exception {
        Task.Builder task = Task.newBuilder();
        JsonFormat.parser().merge(json, task);
        return task.build();
    }

    private static ExecuteResponse reply(String json) throws Exception {
        ExecuteResponse.Builder reply = ExecuteResponse.newBuilder();
        JsonFormat.parser().merge(json, reply);
        return reply.build();
    }

    @Test
    void aSubmittedTaskHasAResultInTheRoutesShapeAndAHistory() throws Exception {
        Task task = submit("triage");
        assertThat(task.getHandle()).startsWith("t_");

        Task done = ended(task.getHandle());
        assertThat(done.getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
        assertThat(done.getResult().getAnswer().getFieldsOrThrow("label").getStringValue())
                .isEqualTo("invoice");
        assertThat(done.getResult().getAnswer().getFieldsOrThrow("before").getStringValue())
                .isEqualTo("none");
        assertThat(done.getResult().getQuality()).isEqualTo(Quality.QUALITY_FULL);
        assertThat(done.getResult().getConfidence()).isEqualTo(0.75);
        assertThat(done.getHistoryList().stream().map(TaskEvent::getKind))
                .containsExactly("enqueued", "claimed", "succeeded");
        assertThat(done.getContext().getInput().getFieldsOrThrow("text").getStringValue())
                .isEqualTo("my invoice");
        assertThat(model.nextAsked()
                        .request()
                        .getInputs(0)
                        .getContents()
                        .getBytesContents(0)
                        .toStringUtf8())
                .isEqualTo("my invoice again");
    }

    @Test
    void bothDoorsTellTheSameOfATask() throws Exception {
        Task overGrpc = gateway.tasks()
                .submit(SubmitTaskRequest.newBuilder()
                        .setRoute("triage")
                        .setInput(RunningGateway.request("triage").getInput())
                        .build());
        Task overRest = ended(overGrpc.getHandle());
        assertThat(gateway.tasks()
                        .get(GetTaskRequest.newBuilder()
                                .setHandle(overGrpc.getHandle())
                                .build()))
                .isEqualTo(overRest);
    }

    @Test
    void whoPrefersNotToWaitGetsTheHandle() throws Exception {
        HttpResponse<String> reply = gateway.post("triage", INPUT, "prefer", "respond-async, wait=10");
        assertThat(reply.statusCode()).isEqualTo(202);
        assertThat(reply.headers().firstValue("preference-applied")).contains("respond-async");
        FollowUp promised = reply(reply.body()).getFollowUp();
        assertThat(promised.getConfirmed()).isTrue();
        assertThat(reply.headers().firstValue("location")).contains("/v1/tasks/" + promised.getHandle());
        assertThat(ended(promised.getHandle()).getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
    }

    @Test
    void aPreferenceIsIgnoredWhereTheRouteTakesNoTasksAndAWishIsRefused() throws Exception {
        assertThat(gateway.post("plain", INPUT, "prefer", "respond-async").statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused =
                gateway.post("plain", "{\"input\": {\"text\": \"a\"}, \"offload\": {\"mode\": \"MODE_ONLY\"}}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("the route takes no tasks");
    }

    @Test
    void anAnswerAtOnceComesWithTheHandleOfABetterOne() throws Exception {
        ExecuteResponse reply = gateway.grpc()
                .execute(RunningGateway.request("triage")
                        .setOffload(Offload.newBuilder().setMode(Offload.Mode.MODE_ALSO))
                        .build());
        assertThat(reply.getAnswer().getFieldsOrThrow("label").getStringValue()).isEqualTo("invoice");
        assertThat(reply.getFollowUp().getConfirmed()).isTrue();

        Task done = ended(reply.getFollowUp().getHandle());
        assertThat(done.getResult().getAnswer().getFieldsOrThrow("before").getStringValue())
                .as("what the branches had answered travels with the task")
                .isEqualTo("invoice");
        assertThat(done.getContext().getAnswer().getAnswer()).isEqualTo(reply.getAnswer());
    }

    @Test
    void theRouteSaysWhichAnswersAreFollowedByATask() throws Exception {
        FollowUp always = reply(gateway.post("always", INPUT).body()).getFollowUp();
        assertThat(always.getConfirmed()).isTrue();
        FollowUp unsure = reply(gateway.post("unsure", INPUT).body()).getFollowUp();
        assertThat(unsure.getConfirmed()).isTrue();
        assertThat(ended(unsure.getHandle())
                        .getResult()
                        .getAnswer()
                        .getFieldsOrThrow("label")
                        .getStringValue())
                .as("without a backend of its own the task runs the route's flow")
                .isEqualTo("invoice");
        assertThat(reply(gateway.post("sure", INPUT).body()).hasFollowUp()).isFalse();
    }

    @Test
    void whereThereIsNoAnswerThereIsAtLeastAHandle() throws Exception {
        HttpResponse<String> reply = gateway.post("broken", INPUT);
        assertThat(reply.statusCode()).isEqualTo(202);
        FollowUp promised = reply(reply.body()).getFollowUp();
        assertThat(ended(promised.getHandle()).getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
    }

    @Test
    void theSameKeyGivesTheSameHandleAndAnotherRequestUnderItIsRefused() throws Exception {
        Task first = submit("triage", "idempotency-key", "k-1");
        assertThat(submit("triage", "idempotency-key", "k-1").getHandle()).isEqualTo(first.getHandle());
        HttpResponse<String> other =
                gateway.send("/v1/tasks", "{\"route\": \"triage\", \"input\": {}}", "idempotency-key", "k-1");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("urn:spillway:problem:conflict");
    }

    @Test
    void aTaskThatIsCancelledStopsItsWork() throws Exception {
        Task task = submit("slow");
        model.nextAsked();
        HttpResponse<String> reply =
                gateway.send("/v1/tasks/" + task.getHandle() + ":cancel", "{\"reason\": \"not needed\"}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(model.nextCancelled()).isEqualTo("stalled");
        assertThat(ended(task.getHandle()).getState()).isEqualTo(TaskState.TASK_STATE_CANCELLED);
        assertThat(gateway.send("/v1/tasks/" + task.getHandle() + ":cancel", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTaskThatIsGivenUpCanBeReplayed() throws Exception {
        Task dead = ended(submit("hopeless").getHandle());
        assertThat(dead.getState()).isEqualTo(TaskState.TASK_STATE_DEAD);
        assertThat(dead.getAttempt()).isEqualTo(2);
        assertThat(dead.getReason()).contains("backend-error");

        HttpResponse<String> replayed =
                gateway.send("/v1/tasks/" + dead.getHandle() + ":replay", "{\"reason\": \"it is mended\"}");
        assertThat(replayed.statusCode()).as(replayed.body()).isEqualTo(200);
        assertThat(task(replayed.body()).getReplays()).isEqualTo(1);
        Task again = ended(dead.getHandle());
        assertThat(again.getHistoryList().stream().map(TaskEvent::getKind))
                .contains("died", "replayed")
                .endsWith("died");
        assertThat(gateway.send("/v1/tasks/" + again.getHandle() + ":complete", "{\"answer\": {}}")
                        .statusCode())
                .as("it waits for no one")
                .isEqualTo(409);
    }

    @Test
    void tasksAreListedInPagesAndByState() throws Exception {
        String dead = ended(submit("hopeless").getHandle()).getHandle();
        String one = ended(submit("triage").getHandle()).getHandle();
        String two = ended(submit("triage").getHandle()).getHandle();

        ListTasksResponse.Builder page = ListTasksResponse.newBuilder();
        JsonFormat.parser()
                .merge(gateway.get("/v1/tasks?route=triage&pageSize=1").body(), page);
        assertThat(page.getTasksList()).extracting(Task::getHandle).containsExactly(two);
        ListTasksResponse.Builder next = ListTasksResponse.newBuilder();
        JsonFormat.parser()
                .merge(
                        gateway.get("/v1/tasks?route=triage&pageSize=1&pageToken=" + page.getNextPageToken())
                                .body(),
                        next);
        assertThat(next.getTasksList()).extracting(Task::getHandle).containsExactly(one);
        ListTasksResponse.Builder given = ListTasksResponse.newBuilder();
        JsonFormat.parser().merge(gateway.get("/v1/tasks?state=dead").body(), given);
        assertThat(given.getTasksList())
                .allMatch(task -> task.getState() == TaskState.TASK_STATE_DEAD)
                .extracting(Task::getHandle)
                .contains(dead);
        assertThat(gateway.get("/v1/tasks?state=gone").statusCode()).isEqualTo(400);
    }

    @Test
    void eventsAreToldFromTheLastOneSeenOn() throws Exception {
        String handle = ended(submit("triage").getHandle()).getHandle();
        HttpResponse<String> all = gateway.get("/v1/tasks/" + handle + "/events");
        assertThat(all.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(all.body())
                .contains("\"enqueued\"", "\"claimed\"", "\"succeeded\"")
                .startsWith("id: 1\n");
        HttpResponse<String> rest = gateway.get("/v1/tasks/" + handle + "/events", "last-event-id", "2");
        assertThat(rest.body()).contains("\"succeeded\"").doesNotContain("\"claimed\"");
        assertThat(gateway.get("/v1/tasks/" + handle + "/events", "last-event-id", "3")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void eventsAreToldOverGrpcToTheirEnd() throws Exception {
        Task task = submit("triage");
        List<String> kinds = new ArrayList<>();
        gateway.tasks()
                .watch(WatchTaskRequest.newBuilder().setHandle(task.getHandle()).build())
                .forEachRemaining(event -> kinds.add(event.getKind()));
        assertThat(kinds).containsExactly("enqueued", "claimed", "succeeded");
    }

    @Test
    void operatorsSeeWhetherTasksAreAcceptedAndWhatWaits() throws Exception {
        ended(submit("triage").getHandle());
        assertThat(gateway.operator("/healthz").body()).contains("\"offload\"", "\"SERVING\"");
        assertThat(gateway.operator("/metrics").body())
                .contains("spillway_offload_serving{engine=\"sqlite\"} 1.0")
                .contains("spillway_task_attempt_seconds_count{outcome=\"done\",queue=\"echo\"}");
    }

    @Test
    void anAnswerGoesOutWithoutAHandleWhereItsTaskIsNotAccepted() throws Exception {
        String large = "x".repeat(400_000); // more than the store takes
        HttpResponse<String> reply = gateway.post("always", "{\"input\": {\"text\": \"" + large + "\"}}");
        assertThat(reply.statusCode()).isEqualTo(200);
        FollowUp wanted = reply(reply.body()).getFollowUp();
        assertThat(wanted.getKind()).isEqualTo(FollowUp.Kind.KIND_BETTER);
        assertThat(wanted.getHandle()).isEmpty();
    }
}
