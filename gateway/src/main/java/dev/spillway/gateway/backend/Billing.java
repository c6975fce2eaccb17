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

    /** What an attempt is known to cost before it begins. */
    public Money foreseen() {
        return price.perCall();
    }

    /** Sets aside what is foreseen, or returns null where the purse can't pay for it. */
    public @Nullable Bill open(Call call) {
        Purse.Reservation reservation = call.purse().reserve(price.perCall());
        return reservation == null ? null : new Bill(reservation, call.journal().entry());
    }

    /** The bill of one attempt. Confined to the call's event loop. */
    public final class Bill {
        private final Purse.Reservation reservation;
        private final @Nullable Entry entry;
        private boolean settled;

        private Bill(Purse.Reservation reservation, @Nullable Entry entry) {
            this.reservation = reservation;
            this.entry = entry;
        }

        /** Nothing reached the backend, so there is nothing to pay. */
        public void cancel() {
            settle(Money.ZERO);
        }

        /** The attempt was made; no one said what it used, as after a failure or a cancellation. */
        public void settle() {
            settle(price.perCall());
        }

        /** The attempt was made and used so many tokens; zero where the backend does not say. */
        public void settle(long inputTokens, long outputTokens) {
            settle(price.perCall()
                    .plus(price.perInputToken().times(inputTokens))
                    .plus(price.perOutputToken().times(outputTokens)));
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
