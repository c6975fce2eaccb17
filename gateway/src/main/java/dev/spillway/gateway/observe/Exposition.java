package dev.spillway.gateway.observe;

import dev.spillway.core.Entry;
import dev.spillway.core.Money;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.observe.Series.End;
import dev.spillway.gateway.observe.Series.Key;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** What the loops have counted, put together when someone reads it. Thread-safe. */
final class Exposition implements MultiCollector {
    private static final double NANOS_PER_SECOND = 1e9;

    private final List<Shard> shards;
    private volatile Supplier<Map<String, Backend.Load>> backends = Map::of;

    Exposition(List<Shard> shards) {
        this.shards = shards;
    }

    void watch(Supplier<Map<String, Backend.Load>> those) {
        backends = those;
    }

    @Override
    public MetricSnapshots collect() {
        Map<Key, List<Series>> steps = new LinkedHashMap<>();
        shards.forEach(shard -> shard.series().forEach((key, series) -> steps.computeIfAbsent(key, _ -> new ArrayList<>())
                .add(series)));
        Map<String, Backend.Load> loads = backends.get();
        return new MetricSnapshots(
                durations(steps),
                outcomes(steps),
                counter(
                        "spillway_spend",
                        "What attempts have cost, in the configuration's currency",
                        steps,
                        series -> new Money(series.spentPicos()).amount().doubleValue()),
                counter(
                        "spillway_wasted_seconds",
                        "Time of backends whose answer no one waited for: attempts that were cancelled or out of time",
                        steps,
                        series -> series.wastedNanos() / NANOS_PER_SECOND),
                loopDelays(),
                loopCalls(),
                gauge("spillway_backend_attempts", "Attempts under way", loads, Backend.Load::attempts),
                gauge("spillway_backend_waiting", "Attempts that wait for a connection", loads, Backend.Load::waiting),
                gauge("spillway_backend_connections", "Connections", loads, Backend.Load::connections));
    }

    private static HistogramSnapshot durations(Map<Key, List<Series>> steps) {
        HistogramSnapshot.Builder durations = HistogramSnapshot.builder()
                .name("spillway_step_seconds")
                .help("How long steps took that answered or failed; a step is a route or something inside of one");
        steps.forEach((key, parts) -> durations.dataPoint(Durations.snapshot(
                parts.stream().map(Series::durations).toList(), labels(key))));
        return durations.build();
    }

    private static CounterSnapshot outcomes(Map<Key, List<Series>> steps) {
        CounterSnapshot.Builder outcomes =
                CounterSnapshot.builder().name("spillway_outcomes").help("How steps ended, and why");
        steps.forEach((key, parts) -> {
            Map<End, Long> ends = new LinkedHashMap<>();
            parts.forEach(part -> part.addEnds(ends));
            ends.forEach((end, count) -> outcomes.dataPoint(CounterDataPointSnapshot.builder()
                    .labels(labels(key).merge(Labels.of("status", Entry.word(end.status()), "reason", end.reason())))
                    .value(count)
                    .build()));
        });
        return outcomes.build();
    }

    private static CounterSnapshot counter(
            String name, String help, Map<Key, List<Series>> steps, ToDoubleFunction<Series> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        steps.forEach((key, parts) -> {
            if (key.kind() == Entry.Kind.BACKEND) {
                counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(labels(key))
                        .value(parts.stream().mapToDouble(value).sum())
                        .build());
            }
        });
        return counter.build();
    }

    private static Labels labels(Key key) {
        boolean isRoute = key.kind() == Entry.Kind.ROUTE;
        return Labels.of(
                "kind",
                Entry.word(key.kind()),
                "route",
                key.route(),
                "step",
                isRoute ? "" : key.path(),
                "backend",
                key.backend());
    }

    private HistogramSnapshot loopDelays() {
        HistogramSnapshot.Builder delays = HistogramSnapshot.builder()
                .name("spillway_loop_delay_seconds")
                .help("How late an event loop came to a timer, looked at every "
                        + Metrics.TICK.toMillis() + " ms: what every call on it waits for");
        for (int i = 0; i < shards.size(); i++) {
            delays.dataPoint(Durations.snapshot(List.of(shards.get(i).delays()), loop(i)));
        }
        return delays.build();
    }

    private GaugeSnapshot loopCalls() {
        GaugeSnapshot.Builder calls =
                GaugeSnapshot.builder().name("spillway_loop_calls").help("Calls under way on an event loop");
        for (int i = 0; i < shards.size(); i++) {
            calls.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(loop(i))
                    .value(shards.get(i).calls())
                    .build());
        }
        return calls.build();
    }

    private static Labels loop(int index) {
        return Labels.of("loop", Integer.toString(index));
    }

    private static GaugeSnapshot gauge(
            String name, String help, Map<String, Backend.Load> loads, ToIntFunction<Backend.Load> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        loads.forEach((backend, load) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of("backend", backend))
                .value(value.applyAsInt(load))
                .build()));
        return gauge.build();
    }
}
