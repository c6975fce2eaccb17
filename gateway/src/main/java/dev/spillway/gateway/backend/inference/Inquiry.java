package dev.spillway.gateway.backend.inference;

import dev.spillway.gateway.backend.GrpcChannels;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What came of a question to a server beside the calls. The status decides: some servers send an empty message before an error.
 *
 * @param message null unless the status is OK
 */
record Inquiry<R>(Status status, @Nullable R message) {

    /** Asks, on an event loop, whose lane it takes. Never fails; ends on the same loop. */
    static <Q, R> Future<Inquiry<R>> ask(
            GrpcChannels channels, MethodDescriptor<Q, R> method, Metadata metadata, Q question, Duration timeout) {
        Promise<Inquiry<R>> answer = Promise.promise();
        Context outer = Context.ROOT.attach();
        try {
            ClientCall<Q, R> call = channels.lane()
                    .channel()
                    .newCall(method, CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS));
            call.start(
                    new ClientCall.Listener<>() {
                        private @Nullable R said;

                        @Override
                        public void onMessage(R message) {
                            said = message;
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            boolean isEmpty = status.isOk() && said == null;
                            answer.complete(new Inquiry<>(
                                    isEmpty ? Status.INTERNAL.withDescription("the server sent no message") : status,
                                    status.isOk() ? said : null));
                        }
                    },
                    metadata);
            call.sendMessage(question);
            call.halfClose();
            call.request(2); // the second asks for the status, which follows the one message
        } finally {
            Context.ROOT.detach(outer);
        }
        return answer.future();
    }
}
