package dev.spillway.gateway.edge.grpc;

import dev.spillway.core.Call;
import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.gateway.bounds.LimitedLog;
import dev.spillway.gateway.edge.Asked;
import dev.spillway.gateway.edge.Exchange;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.edge.Statuses;
import dev.spillway.proto.v1.TasksGrpc;
import io.grpc.ForwardingServerCallListener;
import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a call in by its headers alone, before a byte of its message is read: its metadata is small enough, and its key is
 * known. What it then sends is counted until it is whole.
 *
 * <p>Health checks need no key; reflection needs none if there are none; and a task may be completed or failed by whoever has
 * its token, which is in the message.
 *
 * @param metadataMax the largest metadata, counted as HTTP/2 counts headers (RFC 9113, 6.5.2), without its pseudo-headers
 */
record Entrance(Intake intake, int metadataMax, LimitedLog log) implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    private static final int PER_HEADER = 32;
    private static final Set<String> BY_TOKEN = Set.of(
            TasksGrpc.getCompleteMethod().getFullMethodName(),
            TasksGrpc.getFailMethod().getFullMethodName());

    Entrance(Intake intake, int metadataMax) {
        this(intake, metadataMax, new LimitedLog(LOG, intake.time()));
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        int bytes = bytes(headers);
        if (bytes > metadataMax) {
            log.warn(
                    "metadata", "a call was refused for its " + bytes + " bytes of metadata (listen.grpc.maxMetadata)");
            return refuse(call, GrpcFaults.metadataTooLarge(bytes, metadataMax), new Metadata());
        }
        boolean open = isOpen(call);
        if (!open && !isKnown(call, GrpcDoor.key(headers))) {
            return unknown(call, headers);
        }
        InboundBytes inbound = InboundBytes.current();
        inbound.begin(call, open ? InboundBytes.OPEN_METHOD_MAX : Integer.MAX_VALUE);
        boolean one = call.getMethodDescriptor().getType().clientSendsOneMessage();
        return new Counted<>(next.startCall(call, headers), inbound, one);
    }

    private boolean isOpen(ServerCall<?, ?> call) {
        String service = call.getMethodDescriptor().getServiceName();
        return HealthGrpc.SERVICE_NAME.equals(service)
                || (ServerReflectionGrpc.SERVICE_NAME.equals(service) && intake.isOpen());
    }

    private boolean isKnown(ServerCall<?, ?> call, @Nullable String key) {
        return intake.caller(key) != null
                || BY_TOKEN.contains(call.getMethodDescriptor().getFullMethodName());
    }

    /** As HTTP/2 counts headers. */
    static int bytes(Metadata headers) {
        byte[][] all = InternalMetadata.serialize(headers);
        int bytes = all.length / 2 * PER_HEADER;
        for (byte[] part : all) {
            bytes += part.length;
        }
        return bytes;
    }

    /** Refused where every refusal is, so that it is counted like one. */
    private <Q, R> ServerCall.Listener<Q> unknown(ServerCall<Q, R> call, Metadata headers) {
        Wire wire = Wire.current();
        Exchange refused = intake.begin(
                Asked.byHeaders(
                        GrpcDoor.key(headers),
                        headers.get(GrpcDoor.TRACE_PARENT),
                        headers.get(GrpcDoor.TRACE_STATE),
                        intake.arrivalNanos(wire == null ? null : wire.channel())),
                Offers.NONE);
        Call ended = refused.call();
        Problem problem =
                refused.outcome().result() instanceof Outcome.Refused why ? Statuses.of(why) : Statuses.ofDefect();
        ended.journal().seal();
        ended.scope().end();
        Metadata trailers = GrpcProblems.trailers(problem, ended.request().id());
        trailers.put(GrpcDoor.TRACE_PARENT, ended.request().trace().parent());
        return refuse(call, problem, trailers);
    }

    private static <Q, R> ServerCall.Listener<Q> refuse(ServerCall<Q, R> call, Problem problem, Metadata trailers) {
        call.close(
                GrpcProblems.status(problem),
                trailers.keys().isEmpty() ? GrpcProblems.trailers(problem, "") : trailers);
        return new ServerCall.Listener<>() {};
    }

    /** Notes when the request is whole; hands on nothing of one that was ended before. */
    private static final class Counted<Q> extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final InboundBytes inbound;
        private final boolean one;

        Counted(ServerCall.Listener<Q> handler, InboundBytes inbound, boolean one) {
            super(handler);
            this.inbound = inbound;
            this.one = one;
        }

        @Override
        public void onMessage(Q message) {
            if (inbound.hasEnded()) {
                return;
            }
            if (!one) {
                inbound.whole(); // a stream of requests may last
            }
            super.onMessage(message);
        }

        @Override
        public void onHalfClose() {
            if (inbound.hasEnded()) {
                return;
            }
            inbound.whole();
            super.onHalfClose();
        }
    }
}
