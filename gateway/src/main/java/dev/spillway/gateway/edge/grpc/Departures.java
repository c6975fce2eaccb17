package dev.spillway.gateway.edge.grpc;

import dev.spillway.gateway.edge.Watchers;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Ends the streams of grpc's own services (health, reflection) when the gateway ends: they have no end of their own, and a
 * drain would wait for them to its last second.
 */
record Departures(Watchers watchers) implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (call.getMethodDescriptor().getType() == MethodType.UNARY) {
            return next.startCall(call, headers);
        }
        Once once = new Once();
        ServerCall<Q, R> closable = new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendMessage(R message) {
                if (!once.closed) {
                    super.sendMessage(message);
                }
            }

            @Override
            public void close(Status status, Metadata trailers) {
                if (!once.closed) {
                    once.closed = true;
                    super.close(status, trailers);
                }
            }
        };
        Runnable gone = watchers.add(() -> closable.close(
                Status.UNAVAILABLE.withDescription("this gateway is ending; connect again"), new Metadata()));
        return new SimpleForwardingServerCallListener<>(next.startCall(closable, headers)) {
            @Override
            public void onCancel() {
                gone.run();
                super.onCancel();
            }

            @Override
            public void onComplete() {
                gone.run();
                super.onComplete();
            }
        };
    }

    /** Whether the call was closed, by whichever side was first. */
    private static final class Once {
        private volatile boolean closed;
    }
}
