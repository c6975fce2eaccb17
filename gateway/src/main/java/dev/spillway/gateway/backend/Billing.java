package dev.spillway.gateway.backend;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Money;
import dev.spillway.core.Purse;
import dev.spillway.gateway.config.PriceConfig;
import org.jspecify.annotations.Nullable;

/**
 * Pays for the attempts of a backend: money is set aside before an attempt, and settled exactly once when the attempt is
 * over, in whichever way.
 */
public record Billing(PriceConfig price) {

    /** What an attempt costs that uses so many tokens. */
    public Money of(Usage usage) {
        Money cached = price.perCachedInputToken() != null ? price.perCachedInputToken() : price.perInputToken();
        return price.perCall()
                .plus(price.perInputToken().times(usage.input() - usage.cachedInput()))
                .plus(cached.times(usage.cachedInput()))
                .plus(price.perOutputToken().times(usage.output()));
    }

    /** Sets aside the price of a call, or returns null where the purse can't pay for it. */
    public @Nullable Bill open(Call call) {
        return open(call, Usage.NONE);
    }

    /**
     * Sets aside what is foreseen, or returns null where the purse can't pay for it.
     *
     * @param most the tokens that an attempt uses at most, as far as can be said
     */
    public @Nullable Bill open(Call call, Usage most) {
        Purse.Reservation reservation = call.purse().reserve(of(most));
        return reservation == null
                ? null
                : new Bill(reservation, most, call.journal().entry());
    }

    /** The bill of one attempt. Confined to the call's event loop. */
    public final class Bill {
        private final Purse.Reservation reservation;
        private final Usage most;
        private final @Nullable Entry entry;
        private boolean settled;

        private Bill(Purse.Reservation reservation, Usage most, @Nullable Entry entry) {
            this.reservation = reservation;
            this.most = most;
            this.entry = entry;
        }

        /** Nothing reached the backend, so there is nothing to pay. */
        public void cancel() {
            settle(Money.ZERO);
        }

        /** The attempt was made and no one said what it used, as after a cancellation: the question is paid for. */
        public void settle() {
            settle(new Usage(most.input(), 0, 0));
        }

        /** The attempt was made and used so many tokens; none where the backend does not count them. */
        public void settle(Usage used) {
            settle(of(used));
        }

        private void settle(Money billed) {
            if (settled) {
                return;
            }
            settled = true;
            reservation.settle(billed);
            if (entry != null) {
                entry.spend(billed);
            }
        }
    }
}
