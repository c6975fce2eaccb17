package dev.spillway.gateway.offload;

import dev.spillway.core.Confidence;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Observer;
import dev.spillway.gateway.flow.Flow;
import dev.spillway.gateway.flow.FlowPlan;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a route run: a flow in which some branches have finished before, when the request was answered.
 *
 * @param steps of the branches that the task runs
 * @param earlier the branches of the route's own flow that the task's flow reads: never run, and empty to their readers
 *     where they had not finished
 * @param own whether this is the route's own flow: its finished branches are taken over where they are good enough
 */
public record TaskFlow(
        FlowPlan plan, Map<String, Step> steps, Set<String> earlier, boolean own, Observer observer, Time time) {

    /** The flow of one task. */
    Step step(Order order) {
        Map<String, Step> all = new LinkedHashMap<>(steps);
        Map<String, @Nullable Object> nothing = Map.of();
        for (String name : earlier) {
            Map<String, @Nullable Object> fields = order.branches().get(name);
            all.put(name, given(name, fields == null ? nothing : fields));
        }
        if (own && order.keepsBranches()) {
            order.branches().forEach((name, fields) -> all.computeIfPresent(name, (_, _) -> given(name, fields)));
        }
        return new Flow(plan, all, observer, time);
    }

    private static Step given(String name, Map<String, @Nullable Object> fields) {
        Outcome answer = new Outcome.Answer(
                new Payload.Whole(fields),
                Confidence.unknown(),
                Quality.FULL,
                new Source.Backend(name, "", "", 0),
                FollowUp.none());
        return _ -> Future.succeededFuture(answer);
    }
}
