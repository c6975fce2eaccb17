package dev.spillway.gateway;

import dev.spillway.core.Time;
import dev.spillway.core.layer.Observer;
import dev.spillway.gateway.cache.AnswerCache;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.observe.Metrics;

/**
 * What all assemblies of one gateway share: it outlives a reload.
 *
 * @param observer hears of every entry
 * @param metrics what is shown of it
 * @param spending what routes have spent
 * @param outcomes the log of outcomes
 * @param drifts the watch over all cascades
 * @param rules the rules in force
 * @param cache the answers given before
 */
record Shared(
        Observer observer,
        Metrics metrics,
        Time time,
        Spending spending,
        Outcomes outcomes,
        Drifts drifts,
        RouteRules rules,
        AnswerCache cache) {
    /** An assembly took effect: what it does not have leaves the metrics. */
    void settle(GatewayConfig config) {
        metrics.inForce(StepNames.of(config));
        drifts.settle();
        rules.settle(config.routes().keySet());
    }
}
