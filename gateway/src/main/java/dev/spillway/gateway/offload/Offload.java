package dev.spillway.gateway.offload;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Layer;
import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Payload;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.Violation;
import dev.spillway.core.Wish;
import dev.spillway.core.layer.Observe;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.OrElse;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns what is wanted after an answer into a durable task and a handle: because a step of the route wants it, because the
 * route's condition holds, because the caller wishes it, or because there is no answer at all.
 *
 * <p>The time that making it durable may take is kept back from the budget of the steps inside. An answer never waits
 * longer than that, and never fails for the sake of its task: a handle whose commit was not confirmed in time is marked so,
 * and where no task was accepted the answer goes out as it is.
 */
public record Offload(OffloadPlan plan, Acceptance acceptance, Observer observer) implements Layer {
    private static final String NAME = "offload";
    private static final String WISHED = "the caller asked for it";

    @Override
    public Step around(Step inner) {
        return call -> {
            Wish wish = call.request().wish();
            Outcome.Refused unfit = wish == null ? null : unfit(call, wish);
            if (unfit != null) {
                return Future.succeededFuture(unfit);
            }
            if (wish != null && wish.isOnly()) {
                return promise(call, order(call, FollowUp.Kind.BETTER, WISHED, Partial.NONE, null));
            }
            boolean foreseen = !(plan.when() instanceof When.OnRequest) || isWished(wish);
            Ear ear = new Ear(call.offers());
            Call within = foreseen ? call.with(call.budget().reserve(plan.ack())) : call;
            return inner.run(within.with((Offers) ear)).compose(outcome -> followed(call, outcome, ear));
        };
    }

    private Outcome.@Nullable Refused unfit(Call call, Wish wish) {
        if (wish.callback() == null
                || plan.mayCall(wish.callback(), call.caller().tenant())) {
            return null;
        }
        Violation violation = new Violation(
                "offload.callback",
                "there is no callback endpoint " + wish.callback() + " for this caller",
                "name one of the configuration's callbacks.endpoints");
        return new Outcome.Refused(Refusal.INVALID, "one thing is wrong", Duration.ZERO, List.of(violation));
    }

    private Future<Outcome> followed(Call call, Outcome outcome, Ear ear) {
        if (call.scope().isOver()) {
            return Future.succeededFuture(outcome);
        }
        if (outcome instanceof Outcome.Answer answer && answer.payload() instanceof Payload.Whole) {
            FollowUp.Wanted wanted = wanted(call, answer);
            return wanted == null
                    ? Future.succeededFuture(answer)
                    : promised(call, answer.with(wanted), wanted, ear.soFar.get());
        }
        boolean hopeless = plan.when() instanceof When.OnRequest
                && !isWished(call.request().wish());
        if (hopeless || !OrElse.deserves(outcome)) {
            return Future.succeededFuture(outcome);
        }
        Partial parts = outcome instanceof Outcome.Failed failed ? failed.partial() : ear.soFar.get();
        return promise(call, order(call, FollowUp.Kind.BETTER, "there was no answer in time", parts, null))
                .map(instead ->
                        instead instanceof Outcome.Deferred(var _, var confirmed) && confirmed ? instead : outcome);
    }

    private FollowUp.@Nullable Wanted wanted(Call call, Outcome.Answer answer) {
        return switch (answer.followUp()) {
            case FollowUp.Wanted wanted -> wanted;
            case FollowUp.Promised _ -> null; // someone inside has seen to it
            case FollowUp.None _ -> {
                String reason = isWished(call.request().wish())
                        ? WISHED
                        : plan.when().reason(call.request().input(), answer);
                yield reason == null ? null : new FollowUp.Wanted(FollowUp.Kind.BETTER, reason);
            }
        };
    }

    private Future<Outcome> promised(Call call, Outcome.Answer answer, FollowUp.Wanted wanted, Partial parts) {
        Order order = order(
                call,
                wanted.kind(),
                wanted.reason(),
                parts,
                TaskResult.of(answer, call.purse().spent()));
        return promise(call, order)
                .map(outcome -> outcome instanceof Outcome.Deferred(var handle, var confirmed)
                        ? answer.with(new FollowUp.Promised(wanted.kind(), wanted.reason(), handle, confirmed))
                        : answer);
    }

    /** Makes it durable, as a step of its own in the journal: deferred, or refused. */
    private Future<Outcome> promise(Call call, Order order) {
        Layer observed = new Observe(Entry.Kind.OFFLOAD, NAME, observer);
        return Layer.stack(List.of(observed), it -> acceptance.accept(it, plan, order))
                .run(call);
    }

    private static Order order(
            Call call, FollowUp.Kind kind, String reason, Partial parts, @Nullable TaskResult answer) {
        return Order.of(call, new FollowUp.Wanted(kind, reason), parts.branches(), answer);
    }

    private static boolean isWished(@Nullable Wish wish) {
        return wish != null && wish.mode() == Wish.Mode.ALSO;
    }

    /** Hears what the flow has so far, and lets it pass. */
    private static final class Ear implements Offers {
        private final Offers outside;
        private Supplier<Partial> soFar = () -> Partial.NONE;

        Ear(Offers outside) {
            this.outside = outside;
        }

        @Override
        public void offer(Outcome.Answer interim) {
            outside.offer(interim);
        }

        @Override
        public void progress(Supplier<Partial> parts) {
            soFar = parts;
            outside.progress(parts);
        }
    }
}
