package dev.spillway.gateway;

import dev.spillway.core.Time;
import dev.spillway.core.layer.Observer;
import dev.spillway.gateway.cache.AnswerCache;

/**
 * What all assemblies of one gateway share: it outlives a reload.
 *
 * @param observer hears of every entry
 * @param spending what routes have spent
 * @param outcomes the log of outcomes
 * @param drifts the watch over all cascades
 * @param rules the rules in force
 * @param cache the answers given before
 */
record Shared(
        Observer observer,
        Time time,
        Spending spending,
        Outcomes outcomes,
        Drifts drifts,
        RouteRules rules,
        AnswerCache cache) {}
