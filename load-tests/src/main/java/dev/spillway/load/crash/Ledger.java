package dev.spillway.load.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was submitted and what was acknowledged, kept outside the gateway: a line in a file is written before an
 * acknowledgement counts.
 */
final class Ledger implements AutoCloseable {
    private final FileChannel file;
    private final AtomicLong next = new AtomicLong();
    private final ConcurrentLinkedQueue<Submission> submitted = new ConcurrentLinkedQueue<>();

    Ledger(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /**
     * A new submission, not sent yet.
     *
     * @param keyed whether it has an idempotency key
     */
    Submission next(int crash, boolean keyed) {
        String text = "task-" + next.incrementAndGet();
        Submission one = new Submission(text, keyed ? "key-of-" + text : "", crash);
        submitted.add(one);
        return one;
    }

    /** Notes that the gateway answered for it. */
    void acknowledge(Submission one, String handle) {
        String line = one.text() + " " + one.key() + " " + handle + "\n";
        try {
            synchronized (this) {
                file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("the acknowledgement can't be noted", broken);
        }
        one.acknowledged(handle);
    }

    /** Makes what was noted durable. */
    void sync() throws IOException {
        file.force(true);
    }

    List<Submission> all() {
        return new ArrayList<>(submitted);
    }

    List<Submission> acknowledged() {
        return submitted.stream().filter(one -> !one.handle().isEmpty()).toList();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
