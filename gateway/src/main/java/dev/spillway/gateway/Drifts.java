package dev.spillway.gateway;

import dev.spillway.cascade.DriftWatch;
import dev.spillway.cascade.Pacer;
import dev.spillway.cascade.Steering;
import dev.spillway.gateway.observe.Metrics;
import dev.spillway.gateway.tiers.CascadePlan;
import java.util.List;
import java.util.Objects;
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
        for (int tier = 0; tier < watches.size() - 1; tier++) { // the last tier's answers are always accepted
            String place = cascade + "/" + plan.config().tiers().get(tier).modelName();
            if (watched.put(place, new Watched(watches.get(tier), false)) == null) {
                show(place);
            }
        }
    }

    private void show(String place) {
        metrics.gauge(
                "spillway_cascade_drift",
                "How far the share of accepted answers is from the expected one, in standard errors.",
                "tier",
                place,
                () -> now(place).watch.drift());
        metrics.gauge(
                "spillway_cascade_alarmed",
                "1 while the tier's answers drift and are accepted by rank.",
                "tier",
                place,
                () -> now(place).watch.isAlarmed() ? 1 : 0);
    }

    private Watched now(String place) {
        return Objects.requireNonNull(watched.get(place));
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
