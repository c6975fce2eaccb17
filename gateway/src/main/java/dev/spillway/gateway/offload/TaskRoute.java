package dev.spillway.gateway.offload;

import dev.spillway.core.Purse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the tasks of a route are run, as the configuration is now.
 *
 * @param next what runs instead when no one acted on a task in time; null for the flow itself
 * @param purse a purse for one attempt
 */
public record TaskRoute(
        OffloadPlan plan, TaskFlow flow, @Nullable TaskFlow next, Supplier<Purse> purse) {}
