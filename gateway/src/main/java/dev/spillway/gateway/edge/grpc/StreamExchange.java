package dev.spillway.gateway.edge.grpc;

import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.gateway.edge.Exchange;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.Replies;
import dev.spillway.gateway.edge.StrictlyBetter;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.ExecuteStreamResponse;
import io.grpc.ServerCall;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call that hears each strictly better answer as it comes. To a client that reads slowly only the latest is sent: nothing
 * is buffered without bound.
 */
abstract class StreamExchange extends UnaryExchange<ExecuteStreamResponse> {
    private final ServerCall<ExecuteRequest, ExecuteStreamResponse> call;
    private Outcome.@Nullable Answer unsent;

    StreamExchange(ServerCall<ExecuteRequest, ExecuteStreamResponse> call, Intake intake, Consumer<Throwable> defects) {
        super(
                call,
                reply -> ExecuteStreamResponse.newBuilder()
                        .setResponse(reply)
                        .setFinal(true)
                        .build(),
                intake,
                defects);
        this.call = call;
    }

    Offers offers() {
        return new StrictlyBetter(interim -> {
            unsent = interim;
            flush();
        });
    }

    @Override
    void run(Exchange begun) {
        super.run(begun);
        flush(); // what was offered while the exchange was being made
    }

    @Override
    public void onReady() {
        flush();
    }

    private void flush() {
        Exchange under = exchange();
        if (under == null || unsent == null || under.outcome().isComplete() || !call.isReady()) {
            return;
        }
        ExecuteStreamResponse message = ExecuteStreamResponse.newBuilder()
                .setResponse(Replies.of(under.call(), unsent, under.grantedNanos()))
                .build();
        unsent = null;
        send(message, under);
    }
}
