package dev.spillway.core;

import org.jspecify.annotations.Nullable;

/**
 * The money that one request may spend, shared by its branches.
 *
 * <p>Reserve before a call, settle after it; a cancelled or hedged attempt settles too. Spent plus reserved is never over
 * the limit by a reservation of ours, though a settlement may be over its reservation when the backend bills more than was
 * foreseen. Confined to the call's event loop.
 */
public final class Purse {
    private final Money limit;
    private Money spent = Money.ZERO;
    private Money reserved = Money.ZERO;

    private Purse(Money limit) {
        this.limit = limit;
    }

    public static Purse of(Money limit) {
        return new Purse(limit);
    }

    /** A purse that pays for everything, and counts it. */
    public static Purse unlimited() {
        return new Purse(new Money(Long.MAX_VALUE));
    }

    /**
     * Sets money aside, or returns null where there is not enough.
     *
     * @param price zero or more
     */
    public @Nullable Reservation reserve(Money price) {
        if (price.picos() < 0) {
            throw new IllegalArgumentException("a price is zero or more, not " + price);
        }
        if (left().compareTo(price) < 0) {
            return null;
        }
        reserved = reserved.plus(price);
        return new Reservation(price);
    }

    /** What can still be reserved; zero where settlements exceeded the limit. */
    public Money left() {
        long left = limit.picos() - spent.picos() - reserved.picos();
        return left <= 0 ? Money.ZERO : new Money(left);
    }

    public Money spent() {
        return spent;
    }

    public Money reserved() {
        return reserved;
    }

    /** Money set aside for one attempt, settled exactly once. */
    public final class Reservation {
        private final Money price;
        private boolean settled;

        private Reservation(Money price) {
            this.price = price;
        }

        public Money price() {
            return price;
        }

        /** Turns the reservation into what was really billed. The first settlement counts; later ones do nothing. */
        public void settle(Money billed) {
            if (!settled) {
                settled = true;
                reserved = reserved.minus(price);
                spent = spent.plus(billed);
            }
        }
    }
}
