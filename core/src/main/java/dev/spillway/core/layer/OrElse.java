package dev.spillway.core.layer;

import dev.spillway.core.Call;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Scope;
import dev.spillway.core.Step;
import io.vertx.core.Future;
import java.util.List;

/**
 * Runs a fallback where the inner step was refused or failed.
 *
 * <p>Not for what a fallback would only disguise: an invalid request, a caller without leave or over its quota, and a
 * call that no one waits for any more. A fallback that has no answer either, nor a promise of one, leaves the first
 * outcome as it was: it says more.
 *
 * <p>The inner step has a scope of its own, which is over before the fallback begins: what it held is free, and what it
 * left running is cancelled.
 */
public record OrElse(Fallback fallback) implements Layer {
    @Override
    public Step around(Step inner) {
        return call -> {
            Scope scope = call.scope().fork();
            return inner.run(call.with(scope))
                    .map(outcome -> Scoped.endingWith(outcome, deserves(outcome) ? scope::cancel : scope::end))
                    .compose(
                            outcome -> deserves(outcome) && !call.scope().isOver()
                                    ? instead(call, outcome)
                                    : Future.succeededFuture(outcome),
                            bug -> {
                                scope.cancel();
                                return call.scope().isOver() ? Future.failedFuture(bug) : insteadOfBug(call, bug);
                            });
        };
    }

    private Future<Outcome> instead(Call call, Outcome fallen) {
        return run(call, fallen).map(outcome -> helps(outcome) ? outcome : fallen);
    }

    /** The caller still gets an answer; where there is none the bug goes on to whoever logs it. */
    private Future<Outcome> insteadOfBug(Call call, Throwable bug) {
        return run(call, Outcome.Failed.defect(bug))
                .compose(
                        outcome -> helps(outcome) ? Future.succeededFuture(outcome) : Future.failedFuture(bug),
                        another -> {
                            if (!another.equals(bug)) {
                                another.addSuppressed(bug);
                            }
                            return Future.failedFuture(another);
                        });
    }

    private Future<Outcome> run(Call call, Outcome fallen) {
        return Layer.stack(List.of(), fallback.after(fallen)).run(call);
    }

    private static boolean helps(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answer _, Outcome.Deferred _ -> true;
            case Outcome.Refused _, Outcome.Failed _ -> false;
        };
    }

    /** Whether another step may stand in for an outcome. */
    public static boolean deserves(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answer _, Outcome.Deferred _ -> false;
            case Outcome.Refused refused ->
                switch (refused.why()) {
                    case INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, QUOTA -> false;
                    case NO_BUDGET, NO_MONEY, OVERLOADED, CIRCUIT_OPEN -> true;
                };
            case Outcome.Failed _ -> true;
        };
    }
}
