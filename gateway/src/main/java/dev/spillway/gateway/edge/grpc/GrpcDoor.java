package dev.spillway.gateway.edge.grpc;

import dev.spillway.core.Outcome;
import dev.spillway.core.Violations;
import dev.spillway.gateway.edge.Asked;
import dev.spillway.gateway.edge.Door;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.Messages;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.edge.Statuses;
import dev.spillway.gateway.edge.Structs;
import dev.spillway.gateway.edge.Timing;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.ExecuteStreamResponse;
import dev.spillway.proto.v1.ListRoutesRequest;
import dev.spillway.proto.v1.ListRoutesResponse;
import dev.spillway.proto.v1.OrchestratorGrpc;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The service {@code spillway.v1.Orchestrator}: each call is read, run and answered on the event loop of its connection.
 *
 * @param routes the answer to {@code ListRoutes}, as things stand
 * @param defects is told of a bug of ours that kept a call from its answer
 */
record GrpcDoor(Intake intake, Supplier<ListRoutesResponse> routes, Consumer<Throwable> defects) {
    private static final Metadata.Key<String> AUTHORIZATION = ascii("authorization");
    private static final Metadata.Key<String> KEY = ascii("spillway-key");
    static final Metadata.Key<String> TRACE_PARENT = ascii("traceparent");
    static final Metadata.Key<String> TRACE_STATE = ascii("tracestate");
    private static final Metadata.Key<String> PROXIED = ascii(Timing.PROXY_HEADER);
    private static final String BEARER = "Bearer ";

    private static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    ServerServiceDefinition service() {
        ServiceDescriptor contract = OrchestratorGrpc.getServiceDescriptor();
        var execute = LenientRequests.in(OrchestratorGrpc.getExecuteMethod());
        var executeStream = LenientRequests.in(OrchestratorGrpc.getExecuteStreamMethod());
        ServiceDescriptor service = ServiceDescriptor.newBuilder(contract.getName())
                .setSchemaDescriptor(contract.getSchemaDescriptor()) // for reflection
                .addMethod(execute)
                .addMethod(executeStream)
                .addMethod(OrchestratorGrpc.getListRoutesMethod())
                .build();
        return ServerServiceDefinition.builder(service)
                .addMethod(execute, this::execute)
                .addMethod(executeStream, this::executeStream)
                .addMethod(OrchestratorGrpc.getListRoutesMethod(), this::listRoutes)
                .build();
    }

    private ServerCall.Listener<ExecuteRequest> execute(
            ServerCall<ExecuteRequest, ExecuteResponse> call, Metadata headers) {
        Arrival arrival = Arrival.of(headers, intake);
        if (isOverdue(call, arrival)) {
            return new ServerCall.Listener<>() {};
        }
        call.request(2); // the message, and the end that follows it
        return new UnaryExchange<>(call, reply -> reply, intake, defects) {
            @Override
            void begin(ExecuteRequest request) {
                run(intake.begin(asked(request, arrival), dev.spillway.core.Offers.NONE));
            }
        };
    }

    private ServerCall.Listener<ExecuteRequest> executeStream(
            ServerCall<ExecuteRequest, ExecuteStreamResponse> call, Metadata headers) {
        Arrival arrival = Arrival.of(headers, intake);
        if (isOverdue(call, arrival)) {
            return new ServerCall.Listener<>() {};
        }
        call.request(2);
        return new StreamExchange(call, intake, defects) {
            @Override
            void begin(ExecuteRequest request) {
                run(intake.begin(asked(request, arrival), offers()));
            }
        };
    }

    private ServerCall.Listener<ListRoutesRequest> listRoutes(
            ServerCall<ListRoutesRequest, ListRoutesResponse> call, Metadata headers) {
        call.request(2);
        return new ServerCall.Listener<>() {
            @Override
            public void onHalfClose() {
                call.sendHeaders(new Metadata());
                call.sendMessage(routes.get());
                call.close(io.grpc.Status.OK, new Metadata());
            }
        };
    }

    /** What the protocol itself says of a request. */
    record Arrival(
            long nanos,
            Timing timing,
            @Nullable String key,
            @Nullable String traceparent,
            @Nullable String tracestate) {

        /** Of a call whose headers are read now. */
        static Arrival of(Metadata headers, Intake intake) {
            Wire wire = Wire.current();
            return new Arrival(
                    intake.arrivalNanos(wire == null ? null : wire.channel()),
                    GrpcDoor.timing(headers, wire),
                    GrpcDoor.key(headers),
                    headers.get(TRACE_PARENT),
                    headers.get(TRACE_STATE));
        }
    }

    private static Timing timing(Metadata headers, @Nullable Wire wire) {
        Deadline deadline = Context.current().getDeadline();
        Duration proxied = Timing.proxied(headers.get(PROXIED));
        if (deadline == null && proxied == null) {
            return Timing.NONE;
        }
        Duration left = deadline == null ? null : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
        return new Timing(null, left, proxied, wire == null ? 0 : wire.roundTripNanos());
    }

    /** Refuses, before its message is parsed, a call that waited for the event loop until nobody waited for it. */
    private boolean isOverdue(ServerCall<?, ?> call, Arrival arrival) {
        Outcome.Refused overdue = intake.overdue("", arrival.timing, arrival.nanos);
        if (overdue == null) {
            return false;
        }
        Problem problem = Statuses.of(overdue);
        call.close(GrpcProblems.status(problem), GrpcProblems.trailers(problem, ""));
        intake.dropped(Door.GRPC, arrival.nanos);
        return true;
    }

    static @Nullable String key(Metadata headers) {
        String authorization = headers.get(AUTHORIZATION);
        return authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length())
                : headers.get(KEY);
    }

    private static Asked asked(ExecuteRequest request, Arrival arrival) {
        Violations wrong = new Violations();
        return new Asked(
                request.getRoute(),
                Structs.plain(request.getInput(), "input", wrong),
                request.hasBudget()
                        ? Duration.ofSeconds(
                                request.getBudget().getSeconds(),
                                request.getBudget().getNanos())
                        : null,
                arrival.timing,
                Messages.priority(request.getMetadata()),
                request.getMetadata().getLabelsMap(),
                Messages.idempotencyKey(request.getMetadata()),
                request.hasOffload() ? Messages.wish(request.getOffload()) : null,
                arrival.key,
                arrival.traceparent,
                arrival.tracestate,
                wrong,
                arrival.nanos);
    }
}
