package dev.spillway.gateway.edge.grpc;

import dev.spillway.core.Scope;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.edge.Statuses;
import dev.spillway.gateway.edge.Submission;
import dev.spillway.gateway.edge.TaskDoor;
import dev.spillway.offload.Feed;
import dev.spillway.proto.v1.CancelTaskRequest;
import dev.spillway.proto.v1.CompleteTaskRequest;
import dev.spillway.proto.v1.FailTaskRequest;
import dev.spillway.proto.v1.GetTaskRequest;
import dev.spillway.proto.v1.ListTasksRequest;
import dev.spillway.proto.v1.ListTasksResponse;
import dev.spillway.proto.v1.ReplayManyRequest;
import dev.spillway.proto.v1.ReplayManyResponse;
import dev.spillway.proto.v1.ReplayTaskRequest;
import dev.spillway.proto.v1.SubmitTaskRequest;
import dev.spillway.proto.v1.Task;
import dev.spillway.proto.v1.TaskEvent;
import dev.spillway.proto.v1.TasksGrpc;
import dev.spillway.proto.v1.WatchTaskRequest;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The service {@code spillway.v1.Tasks}, on the event loop of each call's connection. */
final class GrpcTasks extends TasksGrpc.TasksImplBase {
    private static final Context.Key<GrpcDoor.Arrival> ARRIVAL = Context.key("arrival");

    private final TaskDoor door;
    private final Consumer<Throwable> defects;

    GrpcTasks(TaskDoor door, Consumer<Throwable> defects) {
        this.door = door;
        this.defects = defects;
    }

    ServerServiceDefinition service() {
        return ServerInterceptors.intercept(this, new ServerInterceptor() {
            @Override
            public <Q, R> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
                GrpcDoor.Arrival arrival = GrpcDoor.Arrival.of(headers, door.intake());
                return Contexts.interceptCall(Context.current().withValue(ARRIVAL, arrival), call, headers, next);
            }
        });
    }

    private static @Nullable String key() {
        return ARRIVAL.get().key();
    }

    @Override
    public void submit(SubmitTaskRequest request, StreamObserver<Task> observer) {
        GrpcDoor.Arrival came = ARRIVAL.get();
        Submission.Arrival arrival = new Submission.Arrival(
                null, came.key(), came.traceparent(), came.tracestate(), came.timing(), came.nanos());
        answer(door.submit(key(), Submission.of(request, arrival)), observer);
    }

    @Override
    public void get(GetTaskRequest request, StreamObserver<Task> observer) {
        Scope scope = Scope.root();
        ((ServerCallStreamObserver<Task>) observer).setOnCancelHandler(scope::cancel);
        answer(door.get(key(), request, scope).andThen(_ -> scope.end()), observer);
    }

    @Override
    public void list(ListTasksRequest request, StreamObserver<ListTasksResponse> observer) {
        answer(door.list(key(), request), observer);
    }

    @Override
    public void cancel(CancelTaskRequest request, StreamObserver<Task> observer) {
        answer(door.cancel(key(), request), observer);
    }

    @Override
    public void replay(ReplayTaskRequest request, StreamObserver<Task> observer) {
        answer(door.replay(key(), request), observer);
    }

    @Override
    public void replayMany(ReplayManyRequest request, StreamObserver<ReplayManyResponse> observer) {
        answer(door.replayMany(key(), request), observer);
    }

    @Override
    public void complete(CompleteTaskRequest request, StreamObserver<Task> observer) {
        answer(door.complete(key(), request), observer);
    }

    @Override
    public void fail(FailTaskRequest request, StreamObserver<Task> observer) {
        answer(door.fail(key(), request), observer);
    }

    /** A client that reads slowly is not sent more than it takes: what it has not read is read from the store again. */
    @Override
    public void watch(WatchTaskRequest request, StreamObserver<TaskEvent> observer) {
        ServerCallStreamObserver<TaskEvent> client = (ServerCallStreamObserver<TaskEvent>) observer;
        Scope scope = Scope.root();
        client.setOnCancelHandler(scope::cancel);
        Feed[] read = new Feed[1];
        client.setOnReadyHandler(() -> {
            if (read[0] != null) {
                read[0].fetch(1);
            }
        });
        door.watch(key(), request).onComplete(found -> {
            if (found.failed()) {
                refuse(found.cause(), client);
                return;
            }
            Feed feed = found.result();
            scope.onEnd(feed::close);
            if (scope.isOver()) {
                return;
            }
            read[0] = feed;
            feed.pause();
            feed.exceptionHandler(cause -> refuse(cause, client));
            feed.endHandler(_ -> client.onCompleted());
            feed.handler(event -> {
                client.onNext(TaskDoor.event(event));
                if (client.isReady()) {
                    feed.fetch(1);
                }
            });
            feed.fetch(1);
        });
    }

    private <R> void answer(Future<R> answer, StreamObserver<R> observer) {
        answer.onComplete(result -> {
            if (((ServerCallStreamObserver<R>) observer).isCancelled()) {
                return;
            }
            if (result.succeeded()) {
                observer.onNext(result.result());
                observer.onCompleted();
            } else {
                refuse(result.cause(), observer);
            }
        });
    }

    private void refuse(Throwable cause, StreamObserver<?> observer) {
        if (Statuses.isDefect(cause)) {
            defects.accept(cause);
        }
        Problem problem = Statuses.of(cause);
        observer.onError(new StatusException(GrpcProblems.status(problem), GrpcProblems.trailers(problem, "")));
    }
}
