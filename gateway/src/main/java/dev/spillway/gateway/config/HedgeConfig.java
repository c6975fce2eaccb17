package dev.spillway.gateway.config;

import java.time.Duration;

/** A second attempt where the first is slow. */
@Doc("A second attempt where the first is slow. Only for work that may be done, and billed, twice.")
public record HedgeConfig(
        @Doc("How long the first attempt has to itself.") @Range(above = "0ms")
        Duration after,

        @Doc("The second attempts as a share of the first ones.") @Default("0.02") @Range(least = "0", most = "1")
        double share) {}
