package dev.spillway.load.crash;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.GetTaskRequest;
import dev.spillway.proto.v1.ListTasksRequest;
import dev.spillway.proto.v1.ListTasksResponse;
import dev.spillway.proto.v1.Metadata;
import dev.spillway.proto.v1.Offload;
import dev.spillway.proto.v1.OrchestratorGrpc;
import dev.spillway.proto.v1.SubmitTaskRequest;
import dev.spillway.proto.v1.Task;
import dev.spillway.proto.v1.TasksGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The gateway's gRPC door, for the life of one gateway process. */
final class Doors implements AutoCloseable {
    private static final int SECONDS_MOST = 15;
    private static final int PAGE = 200;

    private final ManagedChannel channel;

    Doors(int port) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .disableRetry()
                .build();
    }

    /** Submits a task alone; the handle where it was acknowledged. */
    String submit(Submission one) {
        return tasks().submit(SubmitTaskRequest.newBuilder()
                        .setRoute(CrashConfig.ROUTE)
                        .setInput(input(one))
                        .setMetadata(Metadata.newBuilder().setIdempotencyKey(one.key()))
                        .build())
                .getHandle();
    }

    /** Asks for an answer and a task beside it; the handle where it was confirmed. */
    Optional<String> execute(Submission one) {
        ExecuteResponse reply = OrchestratorGrpc.newBlockingStub(channel)
                .withDeadlineAfter(SECONDS_MOST, TimeUnit.SECONDS)
                .execute(ExecuteRequest.newBuilder()
                        .setRoute(CrashConfig.ROUTE)
                        .setInput(input(one))
                        .setOffload(Offload.newBuilder().setMode(Offload.Mode.MODE_ALSO))
                        .build());
        return reply.getFollowUp().getConfirmed()
                ? Optional.of(reply.getFollowUp().getHandle())
                : Optional.empty();
    }

    /** The task of a handle; empty where the gateway knows none. */
    Optional<Task> find(String handle) {
        try {
            return Optional.of(
                    tasks().get(GetTaskRequest.newBuilder().setHandle(handle).build()));
        } catch (StatusRuntimeException refused) {
            if (refused.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** The handles of all tasks. */
    Set<String> list() {
        Set<String> handles = new HashSet<>();
        String token = "";
        do {
            ListTasksResponse page = tasks().list(ListTasksRequest.newBuilder()
                    .setPageSize(PAGE)
                    .setPageToken(token)
                    .build());
            page.getTasksList().forEach(task -> handles.add(task.getHandle()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return handles;
    }

    private TasksGrpc.TasksBlockingStub tasks() {
        return TasksGrpc.newBlockingStub(channel).withDeadlineAfter(SECONDS_MOST, TimeUnit.SECONDS);
    }

    private static Struct input(Submission one) {
        return Struct.newBuilder()
                .putFields("text", Value.newBuilder().setStringValue(one.text()).build())
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(SECONDS_MOST, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
