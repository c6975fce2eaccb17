package dev.spillway.gateway;

import dev.spillway.cascade.Pacer;
import dev.spillway.core.Money;
import dev.spillway.core.Time;
import dev.spillway.gateway.config.BackendConfig;
import dev.spillway.gateway.config.RouteConfig;
import dev.spillway.gateway.tiers.CascadePlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The pacers of the routes that have a budget for an hour. They outlive a reload that leaves the budget as it is. */
final class Spending {
    private final Time time;
    private final Map<String, Kept> kept = new HashMap<>();

    private record Kept(Money perHour, Money dearest, Pacer.Range range, Pacer pacer) {}

    Spending(Time time) {
        this.time = time;
    }

    /** The pacer of a route; null where nothing bounds its spending. */
    synchronized @Nullable Pacer of(
            String name, RouteConfig route, List<CascadePlan> cascades, Map<String, BackendConfig> backends) {
        Money perHour = route.spendPerHour();
        if (perHour == null) {
            kept.remove(name);
            return null;
        }
        Money dearest = backends.values().stream()
                .map(backend -> backend.price().perCall())
                .max(Money::compareTo)
                .orElse(Money.ZERO);
        Pacer.Range range = range(cascades);
        Kept old = kept.get(name);
        if (old == null
                || !old.perHour.equals(perHour)
                || !old.dearest.equals(dearest)
                || !Objects.equals(old.range, range)) {
            old = new Kept(perHour, dearest, range, new Pacer(perHour, dearest, range, time));
            kept.put(name, old);
        }
        return old.pacer;
    }

    /** From below the price at which the first operating point changes to above that of the last. */
    private static Pacer.Range range(List<CascadePlan> cascades) {
        double[] prices =
                cascades.stream().flatMapToDouble(CascadePlan::prices).sorted().toArray();
        return prices.length == 0 ? Pacer.Range.NONE : new Pacer.Range(prices[0] / 2, prices[prices.length - 1] * 2);
    }
}
