package dev.spillway.gateway;

import dev.spillway.gateway.config.OutcomesConfig;
import dev.spillway.gateway.observe.Metrics;
import dev.spillway.gateway.observe.OutcomeFile;
import dev.spillway.gateway.tiers.OutcomeLog;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Keeps the log of outcomes open across reloads. */
final class Outcomes implements AutoCloseable {
    private final AtomicLong lost = new AtomicLong();
    private @Nullable OutcomesConfig config;
    private @Nullable OutcomeFile file;

    Outcomes(Metrics metrics) {
        metrics.gauge(
                "spillway_outcomes_lost",
                "Outcomes that were not written, because the file could not be or the disk was too slow.",
                "log",
                "outcomes",
                lost::get);
    }

    /** The log of a configuration; null where it has none. */
    synchronized @Nullable OutcomeLog of(@Nullable OutcomesConfig wanted) {
        if (wanted == null || !wanted.equals(config)) {
            close();
        }
        if (wanted != null && file == null) {
            file = new OutcomeFile(Path.of(wanted.file()), wanted.most().bytes(), lost::addAndGet);
        }
        config = wanted;
        return file;
    }

    /** Writes what was taken, and lets go of the file. Blocks. */
    @Override
    public synchronized void close() {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
