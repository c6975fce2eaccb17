package dev.spillway.gateway.backend.inference;

import dev.spillway.gateway.bounds.InFlightBytes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.Executor;

/** Counts one reply against the process's budget of bytes as it comes, until its stream has ended. */
final class ReplyBytes extends ClientStreamTracer.Factory {
    private final InFlightBytes all;
    private final Executor loop;
    private final Runnable refuse;

    /**
     * The count of one call.
     *
     * @param loop the call's event loop
     * @param refuse ends the call; run on the loop
     */
    ReplyBytes(InFlightBytes all, Executor loop, Runnable refuse) {
        this.all = all;
        this.loop = loop;
        this.refuse = refuse;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        InFlightBytes.Hold hold = all.open(loop, refuse);
        return new ClientStreamTracer() {
            @Override
            public void inboundWireSize(long bytes) {
                hold.add((int) bytes);
            }

            @Override
            public void streamClosed(Status status) {
                hold.release();
            }
        };
    }
}
