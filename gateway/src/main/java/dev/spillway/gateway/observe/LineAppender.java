package dev.spillway.gateway.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes log events as lines of JSON, on a thread of its own, so that no event loop ever waits for whoever reads them: when
 * the reader is slow, a bounded number of events waits, and further ones are dropped and counted.
 */
final class LineAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    static final int WAITING_MOST = 4_096;
    private static final int BATCH_MOST = 256;
    private static final long STOP_MILLIS = 1_000;
    private static final LongAdder DROPPED = new LongAdder();

    private final OutputStream out;
    private final BlockingQueue<ILoggingEvent> waiting = new ArrayBlockingQueue<>(WAITING_MOST);
    private final Thread writer = Thread.ofPlatform().daemon().name("log").unstarted(this::write);

    LineAppender(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    /** How many events were dropped since the process began. */
    static long dropped() {
        return DROPPED.sum();
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    /** Writes what waits, for a bounded time. */
    @Override
    public void stop() {
        super.stop();
        try {
            writer.join(STOP_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        if (!waiting.offer(event)) {
            DROPPED.increment();
        }
    }

    private void write() {
        List<ILoggingEvent> batch = new ArrayList<>(BATCH_MOST);
        try {
            while (started || !waiting.isEmpty()) {
                ILoggingEvent first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, BATCH_MOST - 1);
                    write(batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException | IOException over) {
            addError("the log can't be written any more", over); // no one reads it
        }
    }

    private void write(List<ILoggingEvent> batch) throws IOException {
        for (ILoggingEvent event : batch) {
            out.write(JsonLine.of(event).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            out.write('\n');
        }
        out.flush();
    }
}
