package dev.spillway.core.layer;

import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import dev.spillway.core.Step;
import io.vertx.core.Future;
import java.util.List;

/**
 * Runs a fallback also where the inner step has an answer, but one that a model is not sure of: for routes where a rule, or
 * an older answer, is worth more than a model's best so far.
 *
 * <p>A fallback that has no answer either leaves the unsure one. What a rule or the cache stood in with is no model's answer,
 * and stays; a stream has been decided upon and stays, too.
 */
public record UnlessSure(Fallback fallback) implements Layer {
    @Override
    public Step around(Step inner) {
        Step rather = new OrElse(fallback).around(inner);
        return call -> rather.run(call).compose(outcome -> {
            if (!(outcome instanceof Outcome.Answer answer)
                    || !isUnsure(answer)
                    || call.scope().isOver()) {
                return Future.succeededFuture(outcome);
            }
            return Layer.stack(List.of(), fallback.after(answer))
                    .run(call)
                    .map(instead -> instead instanceof Outcome.Answer ? instead : answer);
        });
    }

    private static boolean isUnsure(Outcome.Answer answer) {
        return answer.quality() == Quality.DEGRADED
                && answer.payload() instanceof Payload.Whole
                && isOfModels(answer.source());
    }

    private static boolean isOfModels(Source source) {
        return switch (source) {
            case Source.Backend _, Source.Flow _ -> true;
            case Source.Rule _, Source.Cache _ -> false;
        };
    }
}
