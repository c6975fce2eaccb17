package dev.spillway.cascade;

import dev.spillway.core.Layer;
import dev.spillway.core.Money;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Within;
import dev.spillway.core.testing.LeakCheck;
import dev.spillway.core.testing.ScriptedStep;
import dev.spillway.core.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tiers to test with: scripted steps, each with a latency window and a breaker that the test moves by hand. */
final class Tiers {
    static final Money SMALL_PRICE = new Money(10);
    static final Money LARGE_PRICE = new Money(1000);

    private final VirtualTime time;
    private final List<ScriptedStep> steps = new ArrayList<>();
    private final List<LatencyWindow> windows = new ArrayList<>();
    private final List<AtomicBoolean> shut = new ArrayList<>();
    private final List<Duration> least = new ArrayList<>();

    Tiers(LeakCheck leaks, int count) {
        this.time = leaks.time();
        for (int at = 0; at < count; at++) {
            steps.add(leaks.step().costs(price(at, count)));
            windows.add(new LatencyWindow(time));
            shut.add(new AtomicBoolean());
            least.add(Duration.ZERO);
        }
    }

    static Money price(int tier, int count) {
        return tier == 0 ? SMALL_PRICE : tier == count - 1 ? LARGE_PRICE : new Money(100);
    }

    ScriptedStep step(int tier) {
        return steps.get(tier);
    }

    LatencyWindow window(int tier) {
        return windows.get(tier);
    }

    /** Has the tier answered in so long, often enough to be known. */
    Tiers takes(int tier, Duration latency) {
        for (int at = 0; at < 2 * LatencyWindow.LEAST; at++) {
            windows.get(tier).record(latency.toNanos());
        }
        time.advance(Duration.ofMillis(250)); // percentiles are made four times a second
        return this;
    }

    Tiers atLeast(int tier, Duration worth) {
        least.set(tier, worth);
        return this;
    }

    Tiers shut(int tier) {
        shut.get(tier).set(true);
        return this;
    }

    List<Tier> all() {
        List<Tier> tiers = new ArrayList<>();
        for (int at = 0; at < steps.size(); at++) {
            tiers.add(new Tier(
                    "tier-" + (at + 1),
                    Layer.stack(List.of(new Within(Duration.ofSeconds(10), time)), steps.get(at)),
                    least.get(at),
                    price(at, steps.size()),
                    windows.get(at),
                    95,
                    shut.get(at)::get));
        }
        return tiers;
    }

    /** A cascade that does nothing but what its thresholds say. */
    Cascade plain(Steering steering) {
        return new Cascade(all(), steering, null, null, null, Observer.NONE, time);
    }
}
