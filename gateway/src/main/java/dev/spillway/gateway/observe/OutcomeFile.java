package dev.spillway.gateway.observe;

import dev.spillway.core.Confidence;
import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.tiers.OutcomeLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of outcomes as a file: a line of JSON for each answer. A thread of its own writes, so that no event loop waits for the
 * disk; where it can't keep up, or the disk fails, outcomes are lost and counted, for they are a sample anyway.
 */
public final class OutcomeFile implements OutcomeLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeFile.class);
    private static final int WAITING_MOST = 1000;

    private final Path file;
    private final long bytesMost;
    private final LongConsumer lost;
    private final ArrayBlockingQueue<List<Row>> waiting = new ArrayBlockingQueue<>(WAITING_MOST);
    private final Thread writer;
    private volatile boolean closed;
    private boolean failing;

    /**
     * Opens it. The directory must exist; the file is made when there is something to write.
     *
     * @param bytesMost above which it is moved aside
     * @param lost told how many answers were lost
     */
    public OutcomeFile(Path file, long bytesMost, LongConsumer lost) {
        this.file = file;
        this.bytesMost = bytesMost;
        this.lost = lost;
        this.writer = Thread.ofPlatform().name("outcomes").daemon().start(this::write);
    }

    @Override
    public void put(List<Row> rows) {
        if (closed || !waiting.offer(rows)) {
            lost.accept(rows.size());
        }
    }

    private void write() {
        try {
            while (!closed || !waiting.isEmpty()) {
                append(waiting.take());
            }
        } catch (InterruptedException unforeseen) { // no one of ours interrupts it
            Thread.currentThread().interrupt();
        }
    }

    private void append(List<Row> rows) {
        try {
            if (Files.exists(file) && Files.size(file) > bytesMost) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            for (Row row : rows) {
                lines.writeBytes(Json.write(line(row)));
                lines.write('\n');
            }
            Files.write(file, lines.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            failing = false;
        } catch (IOException | RuntimeException cause) { // the writer goes on, whatever is wrong with these
            lost.accept(rows.size());
            if (!failing) {
                LOG.error("outcomes can't be written to {}, and are lost until they can", file, cause);
            }
            failing = true;
        }
    }

    private static Map<String, @Nullable Object> line(Row row) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("query", row.query());
        line.put("at", row.at().toString());
        line.put("route", row.route());
        line.put("cascade", row.cascade());
        line.put("model", row.model());
        line.put("said", row.said());
        line.put("confidence", row.confidence() instanceof Confidence.Known(double value) ? value : null);
        line.put("cost", row.cost().amount().doubleValue());
        line.put("latencyMs", row.latency().toNanos() / 1e6);
        return line;
    }

    /** Writes what was taken. Blocks until that is done. */
    @Override
    public void close() {
        closed = true;
        waiting.offer(List.of()); // wakes a writer that waits
        try {
            writer.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
