package dev.spillway.load.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.spillway.load.corpus.Ticket;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.GetTaskRequest;
import dev.spillway.proto.v1.OrchestratorGrpc;
import dev.spillway.proto.v1.Task;
import dev.spillway.proto.v1.TaskEvent;
import dev.spillway.proto.v1.TasksGrpc;
import dev.spillway.proto.v1.WatchTaskRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sends tickets through the doors, as a frontend and as a partner would. */
final class Client implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10); // to tell a late answer from none

    private final ManagedChannel channel;
    private final HttpClient http = HttpClient.newHttpClient();
    private final DemoPorts ports;

    Client(DemoPorts ports) {
        this.ports = ports;
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", ports.grpc())
                .usePlaintext()
                .build();
    }

    /** Through the gRPC door: the budget travels as the call's own field, and a little later as its deadline. */
    Answered overGrpc(Ticket ticket, String route, Duration budget) {
        Struct.Builder input = Struct.newBuilder();
        input(ticket)
                .forEach((name, value) -> input.putFields(
                        name, Value.newBuilder().setStringValue(value).build()));
        ExecuteRequest request = ExecuteRequest.newBuilder()
                .setRoute(route)
                .setInput(input)
                .setBudget(com.google.protobuf.Duration.newBuilder().setNanos((int) budget.toNanos()))
                .build();
        long sent = System.nanoTime();
        try {
            ExecuteResponse reply = OrchestratorGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(request);
            return answered(ticket, "gRPC", route, budget, reply, sent);
        } catch (StatusRuntimeException refused) {
            return failed(ticket, "gRPC", route, budget, String.valueOf(refused.getMessage()), sent);
        }
    }

    /** What happens to a task, until it ends. */
    List<TaskEvent> watch(String handle, Duration most) {
        List<TaskEvent> events = new ArrayList<>();
        TasksGrpc.newBlockingStub(channel)
                .withDeadlineAfter(most.toMillis(), TimeUnit.MILLISECONDS)
                .watch(WatchTaskRequest.newBuilder().setHandle(handle).build())
                .forEachRemaining(events::add);
        return events;
    }

    /** A task, with its result. */
    Task task(String handle) {
        return TasksGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .get(GetTaskRequest.newBuilder().setHandle(handle).build());
    }

    /** Through the REST door: the budget travels as a header. */
    Answered overRest(Ticket ticket, String route, Duration budget) throws InterruptedException {
        long sent = System.nanoTime();
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + ports.rest() + "/v1/routes/" + route + ":execute"))
                    .timeout(PATIENCE)
                    .header("content-type", "application/json")
                    .header("spillway-budget", budget.toMillis() + "ms")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(Map.of("input", input(ticket)))))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                return failed(ticket, "REST", route, budget, problem(response), sent);
            }
            ExecuteResponse.Builder reply = ExecuteResponse.newBuilder();
            JsonFormat.parser().merge(response.body(), reply);
            return answered(ticket, "REST", route, budget, reply.build(), sent);
        } catch (InvalidProtocolBufferException malformed) {
            return failed(ticket, "REST", route, budget, "not of the contract: " + malformed.getMessage(), sent);
        } catch (IOException broken) {
            return failed(ticket, "REST", route, budget, broken.toString(), sent);
        }
    }

    private static String problem(HttpResponse<String> response) {
        try {
            JsonNode problem = JSON.readTree(response.body());
            return response.statusCode() + " " + problem.path("title").asText() + ": "
                    + problem.path("detail").asText();
        } catch (JsonProcessingException notJson) {
            return response.statusCode() + " " + response.body();
        }
    }

    private static Answered answered(
            Ticket ticket, String door, String route, Duration budget, ExecuteResponse reply, long sent) {
        return new Answered(ticket, door, route, budget, reply, "", Duration.ofNanos(System.nanoTime() - sent));
    }

    private static Answered failed(
            Ticket ticket, String door, String route, Duration budget, String problem, long sent) {
        return new Answered(ticket, door, route, budget, null, problem, Duration.ofNanos(System.nanoTime() - sent));
    }

    private static Map<String, String> input(Ticket ticket) {
        Map<String, String> input = new LinkedHashMap<>();
        if (!ticket.subject().isBlank()) {
            input.put("subject", ticket.subject());
        }
        input.put("body", ticket.body());
        ticket.orderId().ifPresent(order -> input.put("orderId", order));
        return input;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        http.close();
    }
}
