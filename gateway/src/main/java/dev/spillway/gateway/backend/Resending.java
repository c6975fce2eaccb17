package dev.spillway.gateway.backend;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A channel that sends a unary call again, once, if the server surely did nothing with it: a GOAWAY told so, or the stream was
 * refused. A server that closes old connections would fail a call now and then otherwise.
 *
 * <p>This is the transparent retry of gRPC (proposal A6). grpc-java's own comes only with all of its retries, whose calls are
 * buffered, cost more, and tell no remote address once they are cancelled, which would be taken for calls that were never sent.
 * Whether a call was processed it tells in the words of a status alone.
 */
final class Resending extends Channel {
    private static final String GOAWAY_BEFORE = "Abrupt GOAWAY closed unsent stream";
    private static final String GOAWAY_BEFORE_STREAM = "GOAWAY shut down transport";
    private static final String GOAWAY_AFTER = "Abrupt GOAWAY closed sent stream. HTTP/2 error code: NO_ERROR";
    private static final String REFUSED = "RST_STREAM closed stream. HTTP/2 error code: REFUSED_STREAM";

    private final Channel channel;

    Resending(Channel channel) {
        this.channel = channel;
    }

    /** Whether the status is the client's own, and says that the server did not process the call. */
    static boolean isUnprocessed(Status status, Metadata trailers) {
        String why = status.getDescription();
        return status.getCode() == Status.Code.UNAVAILABLE
                && why != null
                && trailers.keys().isEmpty() // a server's have a content type at least
                && (why.startsWith(GOAWAY_AFTER)
                        || why.startsWith(GOAWAY_BEFORE)
                        || why.startsWith(GOAWAY_BEFORE_STREAM)
                        || why.startsWith(REFUSED));
    }

    @Override
    public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
        return method.getType() == MethodDescriptor.MethodType.UNARY
                ? new Unary<>(channel, method, options)
                : channel.newCall(method, options);
    }

    @Override
    public String authority() {
        return channel.authority();
    }

    /** One call. Confined to the thread that calls it and the executor of the channel, which must be the same. */
    private static final class Unary<Q, R> extends ClientCall<Q, R> {
        private final Channel channel;
        private final MethodDescriptor<Q, R> method;
        private final CallOptions options;
        private ClientCall<Q, R> call;
        private @Nullable Listener<R> listener;
        private @Nullable Metadata headers;
        private @Nullable Q message;
        private int requested;
        private boolean closed;
        private boolean again;
        private boolean cancelled;
        private boolean unprocessed;

        Unary(Channel channel, MethodDescriptor<Q, R> method, CallOptions options) {
            this.channel = channel;
            this.method = method;
            this.options = options;
            this.call = channel.newCall(method, options);
        }

        @Override
        public void start(Listener<R> told, Metadata sent) {
            listener = told;
            headers = sent;
            call.start(new Heard(told), sent);
        }

        @Override
        public void request(int messages) {
            requested += messages;
            call.request(messages);
        }

        @Override
        public void sendMessage(Q sent) {
            message = sent;
            call.sendMessage(sent);
        }

        @Override
        public void halfClose() {
            closed = true;
            call.halfClose();
        }

        @Override
        public void cancel(@Nullable String why, @Nullable Throwable cause) {
            cancelled = true;
            call.cancel(why, cause);
        }

        /** Those of a call that no server looked at are empty, as of one that never had a connection. */
        @Override
        public Attributes getAttributes() {
            return unprocessed ? Attributes.EMPTY : call.getAttributes();
        }

        private boolean mayResend() {
            Deadline deadline = options.getDeadline();
            return !again && !cancelled && (deadline == null || !deadline.isExpired());
        }

        private void resend() {
            again = true;
            call = channel.newCall(method, options);
            call.start(new Heard(Objects.requireNonNull(listener)), Objects.requireNonNull(headers));
            call.request(requested);
            if (message != null) {
                call.sendMessage(message);
            }
            if (closed) {
                call.halfClose();
            }
        }

        private final class Heard extends Listener<R> {
            private final Listener<R> outer;

            Heard(Listener<R> outer) {
                this.outer = outer;
            }

            @Override
            public void onHeaders(Metadata came) {
                outer.onHeaders(came);
            }

            @Override
            public void onMessage(R came) {
                outer.onMessage(came);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
                if (isUnprocessed(status, trailers)) {
                    if (mayResend()) {
                        resend();
                        return;
                    }
                    unprocessed = true;
                }
                outer.onClose(status, trailers);
            }

            @Override
            public void onReady() {
                outer.onReady();
            }
        }
    }
}
