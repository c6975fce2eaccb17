package dev.spillway.gateway.backend.inference;

import dev.spillway.core.Time;
import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Learns a model's signature from its metadata and compiles the plan anew when it changes. Calls wait for the first answer, so
 * that the first one is sent right; later ones never wait. Shared by all event loops.
 */
final class Learning {
    private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    /**
     * One question.
     *
     * @param answered whether the server has had its say, though it may have said that it knows nothing
     */
    private record Asked(long atNanos, Promise<Boolean> answered) {}

    private final Time time;
    private final boolean wanted;
    private final Supplier<Future<Inquiry<Signature>>> server;
    private final AtomicReference<@Nullable Asked> last = new AtomicReference<>();
    private volatile RequestPlan plan;
    private volatile Signature signature = Signature.UNKNOWN;
    private volatile boolean settled;

    /**
     * Asks nothing yet.
     *
     * @param server asks the server, within a bounded time, on the event loop that it is called on
     */
    Learning(RequestPlan plan, Supplier<Future<Inquiry<Signature>>> server, Time time) {
        this.plan = plan;
        this.wanted = plan.wantsSignature();
        this.server = server;
        this.time = time;
        this.settled = !this.wanted;
    }

    /** What requests are made by at this moment. */
    RequestPlan plan() {
        return plan;
    }

    /** What the model has said of itself so far. */
    Signature signature() {
        return signature;
    }

    /** Whether calls go on at once. */
    boolean isSettled() {
        return settled;
    }

    /** Something suggests that the model is another one now. */
    void doubt() {
        if (wanted) {
            Asked asked = last.get();
            if (asked == null || time.nanos() - asked.atNanos >= AGAIN_NANOS) {
                var _ = ask();
            }
        }
    }

    /** Asks, unless it was asked within the last second. Ends when there is an answer or none will come; may do so on another loop. */
    Future<Boolean> ask() {
        Asked before = last.get();
        long now = time.nanos();
        if (before != null && (!before.answered.future().isComplete() || now - before.atNanos < AGAIN_NANOS)) {
            return before.answered.future();
        }
        Asked next = new Asked(now, Promise.promise());
        if (!last.compareAndSet(before, next)) {
            return ask();
        }
        server.get().onComplete(came -> {
            boolean answered = came.succeeded() && learn(came.result());
            next.answered.complete(answered);
        });
        return next.answered.future();
    }

    /** Takes over what a server answered; whether it did. */
    boolean learn(Inquiry<Signature> came) {
        Signature said = came.message();
        if (said != null) {
            if (!said.equals(signature)) {
                signature = said;
                plan = plan.with(said);
            }
            settled = true;
            return true;
        }
        boolean hasNone = hasNone(came.status());
        settled |= hasNone || came.status().getCode() == Status.Code.DEADLINE_EXCEEDED;
        return hasNone;
    }

    /** Whether the server speaks, and has no metadata: then nothing is waited for again. */
    private static boolean hasNone(Status status) {
        return switch (status.getCode()) {
            case UNIMPLEMENTED, INTERNAL, UNKNOWN, PERMISSION_DENIED, UNAUTHENTICATED -> true;
            default -> false;
        };
    }
}
