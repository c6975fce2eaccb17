package dev.spillway.gateway.tiers;

import dev.spillway.cascade.LatencyWindow;
import dev.spillway.core.Money;
import dev.spillway.core.Step;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What a cascade needs of a backend.
 *
 * @param step the backend with its layers
 * @param most the longest time that an attempt gets
 * @param least the time below which an attempt is not worth starting
 * @param price what an attempt costs, as far as that is known before
 * @param window how long it takes
 * @param shut whether its breaker lets nothing through
 */
public record Asked(
        Step step, Duration most, Duration least, Money price, LatencyWindow window, BooleanSupplier shut) {}
