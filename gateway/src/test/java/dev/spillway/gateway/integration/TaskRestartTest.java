package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.proto.v1.GetTaskRequest;
import dev.spillway.proto.v1.ReplayTaskRequest;
import dev.spillway.proto.v1.SubmitTaskRequest;
import dev.spillway.proto.v1.Task;
import dev.spillway.proto.v1.TaskState;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks outlive the gateway that accepted them, and the configuration that they were accepted under. */
class TaskRestartTest {
    @TempDir
    private Path directory;

    private ScriptedModel model;
    private RunningGateway gateway;

    @BeforeEach
    void start() throws Exception {
        model = new ScriptedModel();
        gateway = new RunningGateway(directory, config("slow", "stalled"));
    }

    @AfterEach
    void end() {
        model.close();
        gateway.close();
    }

    private String config(String route, String backend) {
        return "offload: { directory: tasks }\ndrain: 100ms\nbackends:\n"
                + model.backend("echo", "echo")
                + model.backend("stalled", "stalled") + """
                    routes:
                      %s:
                        budget: { most: 20s }
                        flow: { intent: { call: echo, input: { text: "request.text" } } }
                        offload: { backend: %s, input: { text: "request.text" } }
                    """.formatted(route, backend);
    }

    private void restart(String route, String backend) throws Exception {
        gateway.close();
        gateway = new RunningGateway(directory, config(route, backend));
    }

    private Task submit() {
        return gateway.tasks()
                .submit(SubmitTaskRequest.newBuilder()
                        .setRoute("slow")
                        .setInput(RunningGateway.request("slow").getInput())
                        .build());
    }

    private Task ended(String handle) {
        return gateway.tasks()
                .get(GetTaskRequest.newBuilder()
                        .setHandle(handle)
                        .setWait(com.google.protobuf.Duration.newBuilder().setSeconds(30))
                        .build());
    }

    @Test
    void whatIsAcceptedOutlivesTheGateway() throws Exception {
        Task task = submit();
        model.nextAsked();
        restart("slow", "echo"); // its queue is worked on although no route uses it any more
        Task done = ended(task.getHandle());
        assertThat(done.getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
        assertThat(done.getContext().getInput())
                .isEqualTo(RunningGateway.request("slow").getInput());
        assertThat(done.getAttempt())
                .as("what the drain gave back counts as no attempt")
                .isEqualTo(1);
    }

    @Test
    void aTaskWhoseRouteIsGoneEndsDeadAndCanBeReplayedWhenItIsBack() throws Exception {
        Task task = submit();
        model.nextAsked();
        restart("other", "stalled");
        Task dead = ended(task.getHandle());
        assertThat(dead.getState()).isEqualTo(TaskState.TASK_STATE_DEAD);
        assertThat(dead.getReason()).contains("the route slow runs no tasks any more");

        restart("slow", "echo");
        Task replayed = gateway.tasks()
                .replay(ReplayTaskRequest.newBuilder()
                        .setHandle(task.getHandle())
                        .build());
        assertThat(replayed.getReplays()).isEqualTo(1);
        assertThat(ended(task.getHandle()).getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
    }
}
