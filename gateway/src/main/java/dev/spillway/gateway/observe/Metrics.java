package dev.spillway.gateway.observe;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Observer;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.loops.Loops;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The gateway in numbers: a view of the journal, and the state of the loops, the backends and the process.
 *
 * <p>Each event loop counts for itself, in memory that no other thread writes; the sums are made when someone reads them.
 * Counting a step costs tens of nanoseconds and never waits for another loop. Labels hold names of the configuration and
 * words of enums alone, so no request can add a series.
 */
public final class Metrics implements Observer, AutoCloseable {
    /** How often each loop looks how late it is. */
    static final Duration TICK = Duration.ofMillis(10);

    private final List<Shard> shards;
    private final Time time;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final Exposition exposition;
    private volatile boolean closed;

    /** Begins to look at the loops. */
    public Metrics(Loops loops, Time time) {
        this.time = time;
        this.shards =
                Stream.generate(Shard::new).limit(loops.all().size()).toList();
        this.exposition = new Exposition(shards);
        registry.getPrometheusRegistry().register(exposition);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbage.bindTo(registry);
        FunctionCounter.builder("spillway.log.dropped", this, _ -> LineAppender.dropped())
                .description("Log lines that were dropped because no one took them off in time")
                .register(registry);
        for (Loops.Loop loop : loops.all()) {
            loop.executor().execute(() -> tick(shards.get(loop.index())));
        }
    }

    /** Shows what the backends hold, by name. */
    public void watch(Supplier<Map<String, Backend.Load>> backends) {
        exposition.watch(backends);
    }

    /** All of it, in the text format of Prometheus 0.0.4. Takes milliseconds: not on an event loop. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void begun(Call call, Entry entry) {
        if (entry.kind() == Entry.Kind.ROUTE) {
            here().callBegan();
        }
    }

    @Override
    public void ended(Call call, Entry entry) {
        Shard shard = here();
        shard.series(entry.kind(), call.request().route(), entry.path()).ended(entry);
        if (entry.kind() == Entry.Kind.ROUTE) {
            shard.callEnded();
        }
    }

    @Override
    public void defect(Call call, Entry entry, Throwable bug) {
        // counted when the entry ends, as a failure for this reason
    }

    private Shard here() {
        return shards.get(Loops.current().index());
    }

    private void tick(Shard shard) {
        long dueNanos = time.nanos() + TICK.toNanos();
        time.after(TICK, () -> {
            shard.delays().record(Math.max(0, time.nanos() - dueNanos));
            if (!closed) {
                tick(shard);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        garbage.close();
        registry.close();
    }
}
