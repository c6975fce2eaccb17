package dev.spillway.gateway.edge;

import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends on each offer that is strictly better than the one before. On the call's event loop. */
public final class StrictlyBetter implements Offers {
    private final Consumer<Outcome.Answer> reader;
    private Outcome.@Nullable Answer last;

    public StrictlyBetter(Consumer<Outcome.Answer> reader) {
        this.reader = reader;
    }

    @Override
    public void offer(Outcome.Answer interim) {
        if (last == null || interim.isBetterThan(last)) {
            last = interim;
            reader.accept(interim);
        }
    }

    @Override
    public void progress(Supplier<Partial> soFar) {
        // a part of an answer is nothing that a door sends
    }
}
