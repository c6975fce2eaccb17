package dev.spillway.gateway;

import dev.spillway.cascade.DriftWatch;
import dev.spillway.cascade.Pacer;
import dev.spillway.cascade.Steering;
import dev.spillway.gateway.observe.Metrics;
import dev.spillway.gateway.tiers.CascadePlan;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows operators how far the answers of each tier have drifted from what its calibration foresaw. Thread-safe. */
final class Drifts {
    private static final Logger LOG = LoggerFactory.getLogger(Drifts.class);

    private final Metrics metrics;
    private final ConcurrentHashMap<String, Watched> watched = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<String, Steered> steered = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, List<Runnable>> shown = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet(); // since the last assembly was begun

    private record Watched(DriftWatch watch, boolean alarmed) {}

    private record Steered(CascadePlan plan, @Nullable Pacer pacer, Steering steering) {
        boolean isFor(CascadePlan other, @Nullable Pacer otherPacer) {
            return plan.config().equals(other.config())
                    && Objects.equals(plan.calibration(), other.calibration())
                    && Objects.equals(pacer, otherPacer);
        }
    }

    Drifts(Metrics metrics) {
        this.metrics = metrics;
    }

    /**
     * The steering of a cascade, which is watched from now on: that of before where the cascade's thresholds are as they were.
     *
     * @param pacer what the steering heeds
     */
    Steering steering(
            String route,
            String branch,
            CascadePlan plan,
            @Nullable Pacer pacer,
            Function<CascadePlan, Steering> make) {
        String cascade = route + "/" + branch;
        asked.add(cascade);
        Steered before = steered.get(cascade);
        if (before != null && before.isFor(plan, pacer)) {
            return before.steering;
        }
        Steering steering = make.apply(plan);
        steered.put(cascade, new Steered(plan, pacer, steering));
        watch(cascade, plan, steering);
        return steering;
    }

    private void watch(String cascade, CascadePlan plan, Steering steering) {
        List<DriftWatch> watches = steering.watches();
        List<String> places = places(cascade, plan);
        for (int tier = 0; tier < places.size(); tier++) {
            String place = places.get(tier);
            watched.put(place, new Watched(watches.get(tier), false));
            shown.computeIfAbsent(place, this::show);
        }
    }

    private List<Runnable> show(String place) {
        return List.of(
                metrics.gauge(
                        "spillway_cascade_drift",
                        "How far the share of accepted answers is from the expected one, in standard errors.",
                        "tier",
                        place,
                        () -> {
                            Watched now = watched.get(place);
                            return now == null ? 0 : now.watch.drift();
                        }),
                metrics.gauge(
                        "spillway_cascade_alarmed",
                        "1 while the tier's answers drift and are accepted by rank.",
                        "tier",
                        place,
                        () -> {
                            Watched now = watched.get(place);
                            return now != null && now.watch.isAlarmed() ? 1 : 0;
                        }));
    }

    /** Another assembly is being put together. */
    void begin() {
        asked.clear();
    }

    /** The assembly took effect: cascades and tiers that it does not have are watched no more. */
    void settle() {
        steered.keySet().retainAll(asked);
        Set<String> places = new HashSet<>();
        steered.forEach((cascade, one) -> places.addAll(places(cascade, one.plan)));
        watched.keySet().retainAll(places);
        shown.entrySet().removeIf(one -> {
            boolean isGone = !places.contains(one.getKey());
            if (isGone) {
                one.getValue().forEach(Runnable::run);
            }
            return isGone;
        });
    }

    /** The tiers whose answers are watched; the last one's are always accepted. */
    private static List<String> places(String cascade, CascadePlan plan) {
        return plan.config().tiers().stream()
                .limit(plan.config().tiers().size() - 1)
                .map(tier -> cascade + "/" + tier.modelName())
                .toList();
    }

    /** Logs which alarms have risen or ended since it last did. */
    void report() {
        watched.replaceAll((place, one) -> {
            boolean alarmed = one.watch.isAlarmed();
            if (alarmed && !one.alarmed) {
                LOG.warn(
                        "the answers of {} drift by {} standard errors: other questions come than those it was"
                                + " calibrated on. They are accepted by rank now; calibrate again",
                        place,
                        Math.round(one.watch.drift()));
            } else if (!alarmed && one.alarmed) {
                LOG.info("the answers of {} drift no more", place);
            }
            return new Watched(one.watch, alarmed);
        });
    }
}
