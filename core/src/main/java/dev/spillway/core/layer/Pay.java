package dev.spillway.core.layer;

import dev.spillway.core.Entry;
import dev.spillway.core.Layer;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Purse;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;

/**
 * Pays for an attempt out of the call's purse: reserves the price before it, and settles when its scope ends what the
 * journal says that it cost; cancelled attempts are paid for too. Stands inside of an {@code Observe}, whose entry is the
 * meter: a backend that bills by use adds to it.
 *
 * @param perCall what every attempt costs
 */
public record Pay(Money perCall) implements Layer {
    @Override
    public Step around(Step inner) {
        return call -> {
            Entry meter = call.journal().entry();
            if (meter == null) {
                throw new IllegalStateException("what is paid for must be observed");
            }
            Purse.Reservation reservation = call.purse().reserve(perCall);
            if (reservation == null) {
                return Outcome.refused(
                        Refusal.NO_MONEY,
                        "it costs " + perCall + ", and " + call.purse().left() + " is left to spend");
            }
            meter.spend(perCall);
            call.scope().onEnd(() -> reservation.settle(meter.cost()));
            return inner.run(call);
        };
    }
}
