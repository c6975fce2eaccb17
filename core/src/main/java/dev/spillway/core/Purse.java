package dev.spillway.core;

import org.jspecify.annotations.Nullable;

/**
 * The money that one request may spend, shared by its branches.
 *
 * <p>A purse may draw on a {@link Pot} that many requests share, and be part of another purse: a reservation then needs all of
 * them to have the money.
 *
 * <p>Reserve before a call, settle after it; a cancelled or hedged attempt settles too. Spent plus reserved is never over
 * the limit by a reservation of ours, though a settlement may be over its reservation when the backend bills more than was
 * foreseen. Confined to the call's event loop.
 */
public final class Purse {
    private final Money limit;
    private final @Nullable Purse whole;
    private final @Nullable Pot pot;
    private Money spent = Money.ZERO;
    private Money reserved = Money.ZERO;

    private Purse(Money limit, @Nullable Purse whole, @Nullable Pot pot) {
        this.limit = limit;
        this.whole = whole;
        this.pot = pot;
    }

    public static Purse of(Money limit) {
        return new Purse(limit, null, null);
    }

    /** A purse that pays for everything, and counts it. */
    public static Purse unlimited() {
        return of(new Money(Long.MAX_VALUE));
    }

    /** A part of this purse, which counts on its own what is spent through it. */
    public Purse part() {
        return new Purse(new Money(Long.MAX_VALUE), this, null);
    }

    /** A part of this purse whose money must be in the pot as well. */
    public Purse drawingOn(Pot shared) {
        return new Purse(new Money(Long.MAX_VALUE), this, shared);
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
        if (own().compareTo(price) < 0) {
            return null;
        }
        Reservation outer = whole == null ? null : whole.reserve(price);
        if (whole != null && outer == null) {
            return null;
        }
        if (pot != null && !pot.take(price)) {
            if (outer != null) {
                outer.settle(Money.ZERO);
            }
            return null;
        }
        reserved = reserved.plus(price);
        return new Reservation(price, outer);
    }

    /** What can still be reserved; zero where settlements exceeded the limit. */
    public Money left() {
        Money left = own();
        if (whole != null) {
            left = lesser(left, whole.left());
        }
        return pot == null ? left : lesser(left, pot.left());
    }

    private Money own() {
        long left = limit.picos() - spent.picos() - reserved.picos();
        return left <= 0 ? Money.ZERO : new Money(left);
    }

    private static Money lesser(Money one, Money other) {
        return one.compareTo(other) <= 0 ? one : other;
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
        private final @Nullable Reservation outer;
        private boolean settled;

        private Reservation(Money price, @Nullable Reservation outer) {
            this.price = price;
            this.outer = outer;
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
                if (outer != null) {
                    outer.settle(billed);
                }
                if (pot != null) {
                    pot.settle(price, billed);
                }
            }
        }
    }
}
