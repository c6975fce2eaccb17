package dev.spillway.gateway.observe;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Fatal;
import dev.spillway.core.Quality;
import dev.spillway.core.layer.Observer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics: a view of the journal's entries as they end.
 *
 * <p>Labels take their values from the configuration's names and from enums alone, so their number is bounded. Meters are
 * looked up by a small key and made once; an entry costs a hash look-up and a few atomic additions. Thread-safe.
 */
public final class Metrics implements Observer {
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
    private static final double PICOS_PER_UNIT = 1e12;

    /** Fine where budgets lie: the percentiles of a few milliseconds are as good as those of a second. */
    private static final Duration[] BUCKETS = {
        micros(250),
        micros(500),
        micros(1_000),
        micros(2_500),
        micros(5_000),
        micros(7_500),
        micros(10_000),
        micros(15_000),
        micros(20_000),
        micros(30_000),
        micros(50_000),
        micros(75_000),
        micros(100_000),
        micros(150_000),
        micros(200_000),
        micros(300_000),
        micros(500_000),
        micros(750_000),
        micros(1_000_000),
        micros(2_000_000),
        micros(5_000_000),
        micros(10_000_000)
    };

    /** What a meter is found by: the kind of step, its route, its place there, and what became of it. */
    private record Key(
            Entry.Kind kind,
            String route,
            String step,
            Entry.Status status,
            String reason,
            @Nullable Quality quality) {}

    /** The latter two for backends only. */
    private record Meters(
            Timer latency,
            @Nullable Counter wasted,
            @Nullable Counter spent) {
        List<Meter> all() {
            return wasted == null || spent == null ? List.of(latency) : List.of(latency, wasted, spent);
        }
    }

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Queue<LongSupplier> counts = new ConcurrentLinkedQueue<>();
    private final ConcurrentHashMap<Key, Meters> meters = new ConcurrentHashMap<>();
    private final Gone gone = new Gone();
    private final Counter defects = registry.counter("spillway_defects");

    private static Duration micros(long count) {
        return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(count));
    }

    @Override
    public void ended(Call call, Entry entry) {
        Key key = new Key(
                entry.kind(), call.request().route(), entry.path(), entry.status(), entry.reason(), entry.quality());
        Meters own = meters.get(key);
        if (own == null) {
            own = first(key);
            if (own == null) {
                return; // a call that outlived a reload, of what is gone
            }
        }
        boolean whole = entry.kind() == Entry.Kind.ROUTE; // of which a caller's time is part before it starts
        own.latency.record(whole ? entry.startNanos() + entry.usedNanos() : entry.usedNanos(), TimeUnit.NANOSECONDS);
        if (own.wasted != null && entry.status() == Entry.Status.CANCELLED) {
            own.wasted.increment(entry.usedNanos() / 1e9);
        }
        if (own.spent != null && entry.cost().picos() != 0) {
            own.spent.increment(entry.cost().picos() / PICOS_PER_UNIT);
        }
    }

    @Override
    public void defect(Call call, Entry entry, Throwable bug) {
        Fatal.endIf(bug);
        defects.increment();
        LOG.error("a defect in {} of request {}", entry.path(), call.request().id(), bug);
    }

    private @Nullable Meters first(Key key) {
        synchronized (gone) {
            return gone.contains(key.route, key.step) ? null : meters.computeIfAbsent(key, this::make);
        }
    }

    /**
     * Shows from now on only what another configuration has: the series of routes and steps that are gone go, too.
     *
     * @param stepsByRoute for each route the names of its steps
     */
    public void inForce(Map<String, Set<String>> stepsByRoute) {
        synchronized (gone) {
            gone.next(stepsByRoute);
            List<Meters> removed = new ArrayList<>();
            meters.entrySet().removeIf(one -> {
                boolean isGone = gone.contains(one.getKey().route, one.getKey().step);
                if (isGone) {
                    removed.add(one.getValue());
                }
                return isGone;
            });
            Set<Meter> kept = new HashSet<>();
            meters.values().forEach(one -> kept.addAll(one.all())); // a backend's counters are shared by its steps
            removed.stream()
                    .flatMap(one -> one.all().stream())
                    .filter(meter -> !kept.contains(meter))
                    .forEach(registry::remove);
        }
    }

    private Meters make(Key key) {
        String noun = switch (key.kind) {
            case ROUTE -> "spillway_route";
            case BACKEND -> "spillway_backend";
            case BRANCH, TIER, RULES, CACHE, OFFLOAD -> "spillway_step";
        };
        String quality = key.quality == null ? "" : Entry.word(key.quality);
        Tags tags =
                Tags.of("route", key.route, "status", Entry.word(key.status), "reason", key.reason, "quality", quality);
        if (key.kind != Entry.Kind.ROUTE) {
            tags = tags.and("step", key.step);
        }
        String backend = key.step.substring(key.step.lastIndexOf('/') + 1);
        boolean isBackend = key.kind == Entry.Kind.BACKEND;
        Timer latency = Timer.builder(noun + "_latency")
                .description("From the start of the step to its last token.")
                .serviceLevelObjectives(BUCKETS)
                .tags(isBackend ? tags.and("backend", backend) : tags)
                .register(registry);
        if (!isBackend) {
            return new Meters(latency, null, null);
        }
        Tags whose = Tags.of("route", key.route, "backend", backend); // one counter for all of its outcomes
        Counter wasted = Counter.builder("spillway_backend_wasted_seconds")
                .description("Time that backends worked on attempts which no one wanted any more.")
                .tags(whose)
                .register(registry);
        Counter spent = Counter.builder("spillway_spent")
                .description("Money spent, in the configuration's currency.")
                .tags(whose)
                .register(registry);
        return new Meters(latency, wasted, spent);
    }

    /**
     * Shows a number that someone else keeps.
     *
     * @return takes it away again
     */
    public Runnable gauge(String name, String description, String label, String value, Supplier<Number> number) {
        Gauge gauge = Gauge.builder(name, number)
                .description(description)
                .tags(Tags.of(Tag.of(label, value)))
                .strongReference(true)
                .register(registry);
        return () -> registry.remove(gauge);
    }

    /** What is measured of the replies at a door. */
    public static final class Replies {
        private final Timer latency;
        private final Counter late;

        private Replies(Timer latency, Counter late) {
            this.latency = latency;
            this.late = late;
        }

        /** Counts a reply, from the request's arrival until it was flushed. */
        public void count(long usedNanos, boolean isLate) {
            latency.record(usedNanos, TimeUnit.NANOSECONDS);
            if (isLate) {
                late.increment();
            }
        }
    }

    /** The replies at a door. */
    public Replies replies(String door) {
        Timer latency = Timer.builder("spillway_reply_latency")
                .description(
                        "From a request's arrival, its wait for the event loop included, until its reply was flushed.")
                .serviceLevelObjectives(BUCKETS)
                .tags(Tags.of("door", door))
                .register(registry);
        Counter late = Counter.builder("spillway_late")
                .description(
                        "Replies that were flushed after the end of their budgets, or that no one waited for any more.")
                .tags(Tags.of("door", door))
                .register(registry);
        return new Replies(latency, late);
    }

    /**
     * Shows a count that someone else keeps and that only grows.
     *
     * @param labels names and values in turn
     */
    public void count(String name, String description, List<String> labels, LongSupplier count) {
        counts.add(count); // the registry itself holds it weakly, and the count would stand still
        FunctionCounter.builder(name, count, LongSupplier::getAsLong)
                .description(description)
                .tags(labels.toArray(String[]::new))
                .register(registry);
    }

    /** Counts an attempt at a task, with its length. */
    public void attempt(String queue, String outcome, Duration took) {
        Timer.builder("spillway_task_attempt")
                .description("Attempts at tasks, from the claim to the result.")
                .tags(Tags.of("queue", queue, "outcome", outcome))
                .register(registry)
                .record(took);
    }

    /** Shows attempts of a queue no more. */
    public void removeAttempts(String queue) {
        registry.find("spillway_task_attempt").tag("queue", queue).meters().forEach(registry::remove);
    }

    /** Where others of this package register what they measure. */
    MeterRegistry registry() {
        return registry;
    }

    /** All of it, in the text format of Prometheus. Takes milliseconds: not on an event loop. */
    public String scrape() {
        return registry.scrape();
    }
}
