package dev.spillway.gateway.edge.grpc;

import dev.spillway.gateway.bounds.InFlightBytes;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.loops.Loops;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one call's request takes, as its bytes come, and ends the call if that is too much or takes too long. gRPC tells
 * a tracer of bytes that belong to an unfinished message. Confined to the event loop of its connection.
 */
final class InboundBytes extends ServerStreamTracer {
    private static final Context.Key<InboundBytes> KEY = Context.key("inbound-bytes");

    /** What a method takes that needs no key, such as a health check: its requests are tiny. */
    static final int OPEN_METHOD_MAX = 64 << 10;

    private final InFlightBytes.Hold hold;
    private final Unfinished unfinished;
    private final long sinceNanos;
    private @Nullable ServerCall<?, ?> call;
    private boolean ended;
    private int left = Integer.MAX_VALUE;

    // The neighbours in the list of unfinished requests.
    @Nullable
    InboundBytes before;

    @Nullable
    InboundBytes after;

    private InboundBytes(InFlightBytes all, Loops.Loop loop, Unfinished unfinished, long nowNanos) {
        this.hold = all.open(loop.executor(), () -> end(GrpcFaults.tooManyBytes(all.max())));
        this.unfinished = unfinished;
        this.sinceNanos = nowNanos;
    }

    /** Makes one for each call, on the event loop of its connection. */
    static ServerStreamTracer.Factory factory(InFlightBytes all, List<Unfinished> byLoop) {
        return new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                Loops.Loop loop = Loops.current();
                Unfinished unfinished = byLoop.get(loop.index());
                return new InboundBytes(all, loop, unfinished, unfinished.nowNanos());
            }
        };
    }

    /** That of the call whose interceptors run. */
    static InboundBytes current() {
        return KEY.get();
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    /**
     * The call has been let in, and its message may come.
     *
     * @param bytesMax what all its messages may have together
     */
    void begin(ServerCall<?, ?> begun, int bytesMax) {
        call = begun;
        left = bytesMax;
        unfinished.add(this);
    }

    /** The request is whole. */
    void whole() {
        hold.whole();
        unfinished.remove(this);
    }

    /** Whether the call has been ended here, so that nothing of it may begin any more. */
    boolean hasEnded() {
        return ended || hold.isRefused();
    }

    long sinceNanos() {
        return sinceNanos;
    }

    @Override
    public void inboundWireSize(long bytes) {
        hold.add((int) bytes);
        left -= (int) bytes;
        if (left < 0 && call != null && !ended) {
            unfinished.later(() -> end(GrpcFaults.TOO_LARGE_UNKEYED));
        }
    }

    @Override
    public void streamClosed(Status status) {
        ended = true;
        unfinished.remove(this);
        hold.release();
    }

    /** Ends the call before its request is whole. */
    void end(Problem problem) {
        if (ended || call == null) {
            return;
        }
        ended = true;
        call.close(GrpcProblems.status(problem), GrpcProblems.trailers(problem, ""));
    }
}
