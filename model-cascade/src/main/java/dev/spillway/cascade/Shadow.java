package dev.spillway.cascade;

import dev.spillway.core.Call;
import dev.spillway.core.Pot;
import dev.spillway.core.layer.Allowance;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks, for a random share of the calls, every tier that the cascade did not ask, once the caller has its answer: what came of
 * these calls shows how good each tier is on what comes now, also where its answers are no longer seen.
 *
 * <p>Which calls are drawn depends on the request's identity alone, so that every outcome of a drawn call has the same weight.
 *
 * @param share of the calls, in [0, 1]
 * @param allowance the extra calls that may be made
 * @param most the time that all tiers of one call have together
 * @param pot what they are paid from; null where nothing bounds it. Never the caller's purse
 * @param ear hears what all tiers said, on the call's event loop
 */
public record Shadow(
        double share,
        Allowance allowance,
        Duration most,
        @Nullable Pot pot,
        Ear ear) {
    private static final long MIX = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio

    public Shadow {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share lies in [0, 1], not at " + share);
        }
        if (most.isNegative() || most.isZero()) {
            throw new IllegalArgumentException("a timeout is more than zero, not " + most);
        }
    }

    /** Hears of the calls that were drawn. */
    @FunctionalInterface
    public interface Ear {
        /** The tiers that answered, in order. */
        void heard(Call call, List<Heard> tiers);
    }

    /** Whether the call is drawn. */
    boolean draws(Call call) {
        allowance.earn();
        return luck(call, 1) < share && allowance.take();
    }

    /** A number in [0, 1) that depends on the request's identity and on what it is for. */
    static double luck(Call call, int purpose) {
        long hash = (call.request().id().hashCode() + ((long) purpose << Integer.SIZE)) * MIX;
        hash = (hash ^ (hash >>> 32)) * MIX;
        return (hash >>> 11) * 0x1.0p-53;
    }
}
