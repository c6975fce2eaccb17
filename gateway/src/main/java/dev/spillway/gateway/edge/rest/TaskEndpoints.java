package dev.spillway.gateway.edge.rest;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.spillway.core.Scope;
import dev.spillway.core.Violation;
import dev.spillway.core.Violations;
import dev.spillway.gateway.bounds.InFlightBytes;
import dev.spillway.gateway.config.RestDoorConfig;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.edge.Statuses;
import dev.spillway.gateway.edge.Submission;
import dev.spillway.gateway.edge.TaskDoor;
import dev.spillway.proto.v1.CancelTaskRequest;
import dev.spillway.proto.v1.CompleteTaskRequest;
import dev.spillway.proto.v1.FailTaskRequest;
import dev.spillway.proto.v1.GetTaskRequest;
import dev.spillway.proto.v1.ListTasksRequest;
import dev.spillway.proto.v1.ReplayManyRequest;
import dev.spillway.proto.v1.ReplayTaskRequest;
import dev.spillway.proto.v1.SubmitTaskRequest;
import dev.spillway.proto.v1.Task;
import dev.spillway.proto.v1.WatchTaskRequest;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The service of tasks as JSON over HTTP. */
final class TaskEndpoints {
    private static final String TASKS = "/v1/tasks";
    private static final String TASK = TASKS + "/";
    private static final String EVENTS = "/events";
    private static final String TOKENS = "/tokens/";
    private static final String READS = "GET, HEAD, OPTIONS";
    private static final String WRITES = "POST, OPTIONS";
    private static final String BOTH = "GET, HEAD, POST, OPTIONS";

    private final TaskDoor door;
    private final InFlightBytes inFlight;
    private final int bodyMost;
    private final Duration requestWithin;
    private final Consumer<Throwable> defects;

    TaskEndpoints(RestDoorConfig config, TaskDoor door, InFlightBytes inFlight, Consumer<Throwable> defects) {
        this.inFlight = inFlight;
        this.door = door;
        this.bodyMost = config.bodyMost().bytes();
        this.requestWithin = config.requestWithin();
        this.defects = defects;
    }

    /** Whether a path is one of these. */
    static boolean isOne(String path) {
        return path.equals(TASKS) || path.startsWith(TASK) || path.startsWith(TASKS + ":");
    }

    void handle(Turn turn, String path) {
        if (path.equals(TASKS)) {
            switch (turn.request().method().name()) {
                case "GET", "HEAD" -> list(turn);
                case "POST" -> submit(turn);
                default -> Endpoints.other(turn, turn.request().method(), BOTH);
            }
        } else if (path.equals(TASKS + ":replay")) {
            posted(turn, ReplayManyRequest.newBuilder(), request -> door.replayMany(key(turn), request.build()));
        } else if (path.startsWith(TASK)) {
            one(turn, path.substring(TASK.length()));
        } else {
            turn.refuse(Fault.NOT_FOUND.because("nothing stands at this path; /docs tells what there is"));
        }
    }

    /** One task: {@code HANDLE}, {@code HANDLE/events}, {@code HANDLE:verb}, {@code HANDLE/tokens/TOKEN:verb}. */
    private void one(Turn turn, String rest) {
        int colon = rest.lastIndexOf(':');
        if (colon >= 0) {
            String before = rest.substring(0, colon);
            int tokens = before.indexOf(TOKENS);
            String handle = tokens < 0 ? before : before.substring(0, tokens);
            String token = tokens < 0
                    ? Objects.requireNonNullElse(turn.head().taskToken(), "")
                    : before.substring(tokens + TOKENS.length());
            command(turn, handle, token, rest.substring(colon + 1));
        } else if (!reads(turn)) {
            Endpoints.other(turn, turn.request().method(), READS);
        } else if (rest.endsWith(EVENTS) && turn.request().method().equals(HttpMethod.HEAD)) {
            Endpoints.other(turn, HttpMethod.HEAD, "GET, OPTIONS"); // it could not say whether there are any
        } else if (rest.endsWith(EVENTS)) {
            watch(turn, rest.substring(0, rest.length() - EVENTS.length()));
        } else {
            get(turn, rest);
        }
    }

    private static boolean reads(Turn turn) {
        return turn.request().method().equals(HttpMethod.GET)
                || turn.request().method().equals(HttpMethod.HEAD);
    }

    private void command(Turn turn, String handle, String token, String verb) {
        switch (verb) {
            case "cancel" ->
                posted(
                        turn,
                        CancelTaskRequest.newBuilder(),
                        it -> door.cancel(key(turn), it.setHandle(handle).build()));
            case "replay" ->
                posted(
                        turn,
                        ReplayTaskRequest.newBuilder(),
                        it -> door.replay(key(turn), it.setHandle(handle).build()));
            case "complete" ->
                posted(
                        turn,
                        CompleteTaskRequest.newBuilder(),
                        it -> door.complete(
                                key(turn),
                                it.setHandle(handle)
                                        .setToken(token.isEmpty() ? it.getToken() : token)
                                        .build()));
            case "fail" ->
                posted(
                        turn,
                        FailTaskRequest.newBuilder(),
                        it -> door.fail(
                                key(turn),
                                it.setHandle(handle)
                                        .setToken(token.isEmpty() ? it.getToken() : token)
                                        .build()));
            default -> turn.refuse(Fault.NOT_FOUND.because("a task takes :cancel, :replay, :complete and :fail"));
        }
    }

    private static @Nullable String key(Turn turn) {
        return turn.head().key();
    }

    private void submit(Turn turn) {
        read(turn, SubmitTaskRequest.newBuilder(), request -> {
            Submission.Arrival arrival = new Submission.Arrival(
                    turn.head().idempotencyKey(),
                    key(turn),
                    turn.head().traceparent(),
                    turn.head().tracestate(),
                    turn.timing(),
                    turn.arrivalNanos());
            door.submit(key(turn), Submission.of(request.build(), arrival)).onComplete(accepted -> {
                if (accepted.succeeded()) {
                    Task task = accepted.result();
                    turn.response().putHeader(HttpHeaders.LOCATION, TASK + task.getHandle());
                    turn.reply(202, MediaTypes.JSON, TaskJson.write(task));
                } else {
                    refuse(turn, accepted.cause());
                }
            });
        });
    }

    private void list(Turn turn) {
        ListTasksRequest.Builder request = ListTasksRequest.newBuilder();
        Violations wrong = TaskQuery.read(turn.request().params(), request);
        if (wrong.isEmpty()) {
            answer(turn, door.list(key(turn), request.build()));
        } else {
            turn.refuse(Fault.MALFORMED_REQUEST.because("the query can't be read: " + wrong.summary(), wrong.kept()));
        }
    }

    private void get(Turn turn, String handle) {
        String wait = turn.request().getParam("wait");
        Duration time = wait == null ? Duration.ZERO : BudgetText.read(wait);
        if (time == null) {
            turn.refuse(Fault.MALFORMED_REQUEST.because(
                    "the query can't be read", List.of(new Violation("wait", "it is no time", BudgetText.MEND))));
            return;
        }
        Scope scope = Scope.root();
        turn.onGone(scope::cancel);
        GetTaskRequest request = GetTaskRequest.newBuilder()
                .setHandle(handle)
                .setWait(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(time.toSeconds())
                        .setNanos(time.toNanosPart()))
                .build();
        answer(turn, door.get(key(turn), request, scope).andThen(_ -> scope.end()));
    }

    private void watch(Turn turn, String handle) {
        WatchTaskRequest.Builder request = WatchTaskRequest.newBuilder().setHandle(handle);
        String last = turn.head().lastEventId();
        if (last != null && !last.isBlank()) {
            if (!last.trim().matches("[0-9]{1,18}")) {
                turn.refuse(Fault.MALFORMED_REQUEST.because(
                        "the header Last-Event-ID is no number of an event",
                        List.of(new Violation("last-event-id", "it is no number", "send the id of an event"))));
                return;
            }
            request.setAfter(Long.parseLong(last.trim()));
        }
        door.watch(key(turn), request.build()).onComplete(found -> {
            if (found.succeeded()) {
                TaskEvents.send(turn, found.result(), cause -> refuse(turn, cause));
            } else {
                refuse(turn, found.cause());
            }
        });
    }

    private <B extends Message.Builder, R extends Message> void posted(
            Turn turn, B builder, Function<B, Future<R>> asking) {
        if (turn.request().method().equals(HttpMethod.POST)) {
            read(turn, builder, request -> answer(turn, asking.apply(request)));
        } else {
            Endpoints.other(turn, turn.request().method(), WRITES);
        }
    }

    /** Reads a body; one without a body is an empty message. */
    private <B extends Message.Builder> void read(Turn turn, B builder, Consumer<B> whole) {
        Problem unfit = turn.head().announcesBody()
                ? MediaTypes.check(
                        turn.head(),
                        Accepts.of(turn.head().accept()),
                        turn.request().version())
                : null;
        if (unfit != null) {
            turn.refuse(unfit);
            return;
        }
        boolean byToken = builder instanceof CompleteTaskRequest.Builder || builder instanceof FailTaskRequest.Builder;
        Problem unknown = byToken ? null : door.unknown(key(turn));
        if (unknown != null) { // before a byte of the body is read; a task's token may stand in it
            turn.closeAfterwards();
            turn.refuse(unknown);
            return;
        }
        BodyReader.read(turn, bodyMost, requestWithin, inFlight, body -> {
            try {
                TaskJson.read(body, builder);
                whole.accept(builder);
            } catch (InvalidProtocolBufferException malformed) {
                turn.refuse(Fault.MALFORMED_JSON.because(String.valueOf(malformed.getMessage())
                        .lines()
                        .findFirst()
                        .orElse("")));
            } catch (RuntimeException bug) {
                refuse(turn, bug);
            }
        });
    }

    private <R extends Message> void answer(Turn turn, Future<R> answer) {
        answer.onComplete(result -> {
            if (turn.isOver()) {
                return;
            }
            if (result.succeeded()) {
                turn.reply(200, MediaTypes.JSON, TaskJson.write(result.result()));
            } else {
                refuse(turn, result.cause());
            }
        });
    }

    private void refuse(Turn turn, Throwable cause) {
        if (Statuses.isDefect(cause)) {
            defects.accept(cause);
        }
        turn.refuse(Statuses.of(cause));
    }
}
