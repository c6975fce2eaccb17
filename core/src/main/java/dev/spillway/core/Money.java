package dev.spillway.core;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of the configuration's currency, exact under addition.
 *
 * @param picos units of 10^-12, so that a price per token is a whole number; at most about 9.2 million units of currency
 */
public record Money(long picos) implements Comparable<Money> {
    public static final Money ZERO = new Money(0);
    private static final int DIGITS = 12;

    /** Rounds up to the next 10^-12, so that no cost vanishes. */
    public static Money of(BigDecimal amount) {
        return new Money(
                amount.setScale(DIGITS, RoundingMode.CEILING).unscaledValue().longValueExact());
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(picos, other.picos));
    }

    public Money minus(Money other) {
        return new Money(Math.subtractExact(picos, other.picos));
    }

    public Money times(long count) {
        return new Money(Math.multiplyExact(picos, count));
    }

    public BigDecimal amount() {
        return BigDecimal.valueOf(picos, DIGITS);
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(picos, other.picos);
    }

    @Override
    public String toString() {
        return amount().stripTrailingZeros().toPlainString();
    }
}
