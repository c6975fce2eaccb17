package dev.spillway.gateway.config;

import dev.spillway.core.Money;
import org.jspecify.annotations.Nullable;

/** What an attempt costs, in the currency of one's choice; every price of a configuration is in the same one. */
@Doc("What an attempt costs.")
public record PriceConfig(
        @Doc("For each attempt.") @Default("0") @Range(least = "0")
        Money perCall,

        @Doc("For each input token.") @Default("0") @Range(least = "0")
        Money perInputToken,

        @Doc("For each input token that the backend had in its cache. Absent: as any input token.")
        @Range(least = "0")
        @Nullable
        Money perCachedInputToken,

        @Doc("For each output token.") @Default("0") @Range(least = "0")
        Money perOutputToken) {

    /** A price that makes no difference between input tokens. */
    public PriceConfig(Money perCall, Money perInputToken, Money perOutputToken) {
        this(perCall, perInputToken, null, perOutputToken);
    }
}
