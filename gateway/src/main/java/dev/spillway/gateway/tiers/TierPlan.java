package dev.spillway.gateway.tiers;

import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Template;
import dev.spillway.gateway.config.TierConfig;
import org.jspecify.annotations.Nullable;

/**
 * A tier, compiled.
 *
 * @param confidence of its answer, over {@code answer}; null where the backend's stands
 * @param agreeOn what must be equal where it is asked several times; null for all fields
 * @param question what a verifier is asked; null where there is none
 * @param verdict how sure a verifier is, over {@code answer}, the verifier's; null where its own confidence says it
 */
record TierPlan(
        TierConfig config,
        @Nullable Expression confidence,
        @Nullable Expression agreeOn,
        @Nullable Template question,
        @Nullable Expression verdict) {}
