package dev.spillway.load.models;

import dev.spillway.load.simulate.Latency;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What to start.
 *
 * @param portBase the first of six ports in a row; 0 takes any free ones
 * @param corpus a CSV file to train on, else the bundled tickets
 * @param latencies the simulated latency of each server, by its name
 * @param cache where trained models are kept, if they are
 * @param loops the number of event loop threads
 * @param seed of the latencies and of which requests a fault strikes
 * @param progress is told what takes a while
 */
public record Options(
        int portBase,
        Optional<Path> corpus,
        Map<String, Latency> latencies,
        Optional<Path> cache,
        int loops,
        long seed,
        Consumer<String> progress) {

    public static final int PORT_BASE = 9101;
    static final int PORTS = 6;
    private static final int PORT_MAX = 65_535;

    public Options {
        if (portBase != 0 && (portBase < 1024 || portBase + PORTS - 1 > PORT_MAX)) {
            throw new IllegalArgumentException(
                    "a port base is 0 or 1024 to " + (PORT_MAX - PORTS + 1) + ", not " + portBase);
        }
        if (loops < 1) {
            throw new IllegalArgumentException("there is at least 1 event loop, not " + loops);
        }
        latencies = Map.copyOf(latencies);
    }

    /** The bundled corpus on any free ports, with the default latencies, cached below the working directory. */
    public static Options defaults() {
        return new Options(
                0,
                Optional.empty(),
                ServerName.defaultLatencies(),
                Optional.of(Path.of(".spillway", "models")),
                1,
                1,
                _ -> {});
    }

    public Options withPortBase(int base) {
        return new Options(base, corpus, latencies, cache, loops, seed, progress);
    }

    public Options withCorpus(Path file) {
        return new Options(portBase, Optional.of(file), latencies, cache, loops, seed, progress);
    }

    /** One server's latency; the others stay. */
    public Options withLatency(String server, Latency latency) {
        Map<String, Latency> all = new LinkedHashMap<>(latencies);
        all.put(ServerName.of(server).label(), latency);
        return new Options(portBase, corpus, all, cache, loops, seed, progress);
    }

    /** No server adds any latency: for tests, and for measuring what others add. */
    public Options withoutLatency() {
        Options all = this;
        for (ServerName server : ServerName.values()) {
            all = all.withLatency(server.label(), Latency.NONE);
        }
        return all;
    }

    public Options withCache(Path directory) {
        return new Options(portBase, corpus, latencies, Optional.of(directory), loops, seed, progress);
    }

    public Options withoutCache() {
        return new Options(portBase, corpus, latencies, Optional.empty(), loops, seed, progress);
    }

    public Options withLoops(int threads) {
        return new Options(portBase, corpus, latencies, cache, threads, seed, progress);
    }

    public Options withSeed(long next) {
        return new Options(portBase, corpus, latencies, cache, loops, next, progress);
    }

    public Options withProgress(Consumer<String> listener) {
        return new Options(portBase, corpus, latencies, cache, loops, seed, listener);
    }
}
