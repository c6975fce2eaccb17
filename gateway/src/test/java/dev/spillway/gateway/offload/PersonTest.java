package dev.spillway.gateway.offload;

import static dev.spillway.core.testing.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Caller;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Handle;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Priority;
import dev.spillway.core.Purse;
import dev.spillway.core.Scope;
import dev.spillway.core.Step;
import dev.spillway.core.Wish;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.testing.Calls;
import dev.spillway.gateway.flow.BranchSource;
import dev.spillway.gateway.flow.FlowPlan;
import dev.spillway.gateway.flow.FlowSource;
import dev.spillway.gateway.loops.LoopTime;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.offload.GiveUp;
import dev.spillway.offload.Retention;
import dev.spillway.offload.Retry;
import dev.spillway.offload.Task;
import dev.spillway.offload.TaskEvent;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.TaskView;
import dev.spillway.offload.Verdict;
import dev.spillway.offload.callback.AddressGuard;
import dev.spillway.offload.sqlite.SqliteOptions;
import dev.spillway.offload.sqlite.SqliteTaskStore;
import dev.spillway.offload.work.RunResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a person is wanted the task waits for one, who approves, corrects or refuses; or for no one, and goes on. */
class PersonTest {
    private static final Caller ANNA = new Caller("tenant", "anna", Set.of("execute"), Priority.NORMAL, Map.of());
    private static final Outcome.Answer UNSURE =
            answer(0.4).with(new FollowUp.Wanted(FollowUp.Kind.PERSON, "a lawyer's letter"));

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Loops loops = Loops.of(vertx);
    private final LoopTime time = new LoopTime(bug -> {
        throw new AssertionError(bug);
    });

    @SuppressWarnings("NullAway.Init")
    private TaskService service;

    @SuppressWarnings("NullAway.Init")
    private Tasks tasks;

    @BeforeEach
    void open() throws Exception {
        SqliteTaskStore store = SqliteTaskStore.open(new SqliteOptions(directory), vertx, time);
        service = new TaskService(
                store,
                loops,
                host -> Future.failedFuture("no one is called back"),
                request -> Future.failedFuture("no one is called back"),
                "worker",
                Observer.NONE,
                new TaskService.Meter() {
                    @Override
                    public void appeared(String queue) {
                        // no one looks
                    }

                    @Override
                    public void disappeared(String queue) {
                        // no one looks
                    }

                    @Override
                    public void reported(Task task, RunResult result, Duration took, Verdict verdict) {
                        // no one looks
                    }
                },
                time);
        tasks = new Tasks(service);
    }

    @AfterEach
    void close() throws Exception {
        service.drain(Duration.ofSeconds(1))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        service.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        service.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void start(OffloadPlan plan, Outcome.Answer worked, Outcome.@Nullable Answer next) {
        TaskRoute route = new TaskRoute(plan, flow(worked), next == null ? null : flow(next), Purse::unlimited);
        QueueSpec queue = new QueueSpec(2, 1, 2, Duration.ofSeconds(30), () -> 0);
        service.start(new TaskService.Setting(
                Map.of("route", route), Map.of("people", queue), queue, List.of(), new AddressGuard(), "", 10));
    }

    private TaskFlow flow(Outcome.Answer worked) {
        FlowPlan plan = FlowPlan.compile(FlowSource.of(null, BranchSource.required("one", null)))
                .orThrow();
        Step step = _ -> Future.succeededFuture(worked);
        return new TaskFlow(plan, Map.of("one", step), Set.of(), true, Observer.NONE, time);
    }

    private static OffloadPlan plan(Duration within) {
        return new OffloadPlan(
                "route",
                new When.OnRequest(),
                "people",
                Duration.ofSeconds(5),
                5,
                Duration.ofHours(1),
                Duration.ofSeconds(20),
                Retry.doubling(2, Duration.ofMillis(1), Duration.ofMillis(1)),
                Retention.USUAL,
                null,
                Map.of(),
                new OffloadPlan.Person(within, GiveUp.RUN));
    }

    /** Asks as a frontend does, and keeps the handle. */
    private String asked(OffloadPlan plan, Outcome.Answer first, @Nullable Wish wish) throws Exception {
        Step step = Layer.stack(
                List.of(new Offload(plan, service.acceptance(), Observer.NONE)), _ -> Future.succeededFuture(first));
        Calls calls = wish == null ? Calls.on(time) : Calls.on(time).wish(wish);
        Outcome outcome = on(() -> step.run(calls.call(Duration.ofSeconds(20))));
        Handle handle = outcome instanceof Outcome.Answer(var _, var _, var _, var _, FollowUp.Promised promised)
                ? promised.handle()
                : ((Outcome.Deferred) outcome).handle();
        return handle.value();
    }

    private <T> T on(Supplier<Future<T>> asking) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loops.all()
                .getFirst()
                .executor()
                .execute(() -> asking.get().onComplete(result -> {
                    if (result.succeeded()) {
                        answer.complete(result.result());
                    } else {
                        answer.completeExceptionally(result.cause());
                    }
                }));
        return answer.get(60, TimeUnit.SECONDS);
    }

    private TaskResult result(TaskView view) {
        assertThat(view.summary().state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(view.result()).isNotNull();
        return TaskResult.decode(Objects.requireNonNull(view.result()));
    }

    private TaskEvent last(String handle) throws Exception {
        return on(() -> tasks.history(new Handle(handle))).getLast();
    }

    private static Map<String, @Nullable Object> fields(Outcome.Answer answer) {
        return ((Payload.Whole) answer.payload()).fields();
    }

    @Test
    void aPersonApprovesWhatTheCallerGot() throws Exception {
        OffloadPlan plan = plan(Duration.ofHours(1));
        start(plan, answer(0.9), null);
        String handle = asked(plan, UNSURE, null);
        TaskView waiting = on(() -> tasks.find(ANNA, handle));
        assertThat(waiting.summary().state()).isEqualTo(TaskState.WAITING);
        assertThat(Order.decode(waiting.input()).reason()).isEqualTo("a lawyer's letter");

        TaskView approved = on(() -> tasks.complete(ANNA, null, handle, null, "it is right"));
        assertThat(result(approved).answer()).isEqualTo(fields(UNSURE));
        assertThat(last(handle).by()).isEqualTo("anna");
        assertThat(last(handle).reason()).isEqualTo("it is right");
    }

    @Test
    void aPersonCorrectsItOnce() throws Exception {
        OffloadPlan plan = plan(Duration.ofHours(1));
        start(plan, answer(0.9), null);
        String handle = asked(plan, UNSURE, null);
        TaskView corrected = on(() -> tasks.complete(ANNA, null, handle, Map.of("label", "legal"), "no invoice"));
        assertThat(result(corrected).answer()).isEqualTo(Map.of("label", "legal"));
        assertThatThrownBy(() -> on(() -> tasks.complete(ANNA, null, handle, Map.of("label", "other"), "")))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        TaskRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(TaskRefused.Reason.ILLEGAL_STATE));
    }

    @Test
    void whereNoOneActsTheNextStepRuns() throws Exception {
        OffloadPlan plan = plan(Duration.ofMillis(100));
        Outcome.Answer next = answer("the rules' word");
        start(plan, answer(0.9), next);
        String handle = asked(plan, UNSURE, null);
        TaskView done = on(() -> tasks.end(ANNA, handle, Duration.ofSeconds(30), Scope.root()));
        assertThat(result(done).answer()).isEqualTo(fields(next));
    }

    @Test
    void aTaskWhoseWorkWantsAPersonWaitsForOneWithWhatItHas() throws Exception {
        OffloadPlan plan = plan(Duration.ofHours(1));
        start(plan, UNSURE, null);
        String handle = asked(plan, answer(0.9), Wish.of(Wish.Mode.ONLY));
        TaskView view = on(() -> tasks.find(ANNA, handle));
        while (view.summary().state() != TaskState.WAITING) {
            view = on(() -> tasks.find(ANNA, handle));
        }
        assertThat(Objects.requireNonNull(Tasks.proposed(view)).answer()).isEqualTo(fields(UNSURE));
        TaskView refused = on(() -> tasks.fail(ANNA, null, handle, "not for us"));
        assertThat(refused.summary().state()).isEqualTo(TaskState.DEAD);
        assertThat(last(handle).reason()).isEqualTo("not for us");
    }
}
