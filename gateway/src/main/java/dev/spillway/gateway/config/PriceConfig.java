package dev.spillway.gateway.config;

import dev.spillway.core.Money;

/** What an attempt costs, in the currency of one's choice; every price of a configuration is in the same one. */
@Doc("What an attempt costs.")
public record PriceConfig(
        @Doc("For each attempt.") @Default("0") @Range(least = "0")
        Money perCall,

        @Doc("For each input token.") @Default("0") @Range(least = "0")
        Money perInputToken,

        @Doc("For each output token.") @Default("0") @Range(least = "0")
        Money perOutputToken) {}
