package dev.spillway.gateway.integration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/** A client that begins many messages, keeps to the rules of flow control, and ends none of them. */
final class UnfinishedMessages implements AutoCloseable {
    private static final int FRAME = 16_384;
    private static final int WINDOW = 65_535;

    private final RawGrpc client;
    private final int streams;
    private final AtomicLong connectionWindow = new AtomicLong(WINDOW);
    private final AtomicIntegerArray windows;
    private final AtomicIntegerArray ended;
    private int initialWindow = WINDOW; // of the reader's thread

    UnfinishedMessages(int port, int streams) throws IOException {
        this.client = new RawGrpc(port);
        this.streams = streams;
        this.windows = new AtomicIntegerArray(streams);
        this.ended = new AtomicIntegerArray(streams);
        for (int i = 0; i < streams; i++) {
            windows.set(i, WINDOW);
        }
        client.upkeep(this::upkeep);
        client.preface();
        Thread.startVirtualThread(this::read);
    }

    private void read() {
        try {
            for (RawGrpc.Frame frame = client.next(); frame != null; frame = client.next()) {
                if (frame.stream() > 0) {
                    ended.set(frame.stream() / 2, 1);
                }
            }
        } catch (IOException closed) {
            // the test is over
        }
        for (int i = 0; i < streams; i++) {
            ended.set(i, 1);
        }
    }

    private void upkeep(int type, int flags, int stream, ByteBuffer payload) {
        if (type == RawGrpc.WINDOW_UPDATE && stream == 0) {
            connectionWindow.addAndGet(payload.getInt());
        } else if (type == RawGrpc.WINDOW_UPDATE) {
            windows.addAndGet(stream / 2, payload.getInt());
        } else if (type == RawGrpc.SETTINGS && flags == 0) {
            while (payload.hasRemaining()) {
                int id = payload.getShort();
                int value = payload.getInt();
                if (id == 4) {
                    for (int i = 0; i < streams; i++) {
                        windows.addAndGet(i, value - initialWindow);
                    }
                    initialWindow = value;
                }
            }
        }
    }

    /**
     * Sends as much as the server takes within a time, all streams in turn.
     *
     * @param announced the length that each message says that it will have
     * @param bytes what is sent of each at most, less than it announces
     * @return how many bytes were sent
     */
    long send(String method, int announced, int bytes, long forMillis) throws IOException, InterruptedException {
        int[] sent = new int[streams];
        for (int i = 0; i < streams; i++) {
            client.call(2 * i + 1, method, Map.of());
            client.part(2 * i + 1, announced, 0);
            take(i, 5);
        }
        byte[] part = new byte[FRAME];
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(forMillis);
        boolean done = false;
        while (!done && System.nanoTime() < until) {
            done = true;
            boolean progress = false;
            for (int i = 0; i < streams; i++) {
                boolean wants = sent[i] + FRAME <= bytes && ended.get(i) == 0;
                done &= !wants;
                if (wants && connectionWindow.get() >= FRAME && windows.get(i) >= FRAME) {
                    take(i, FRAME);
                    sent[i] += FRAME;
                    progress = true;
                    client.frame(RawGrpc.DATA, 0, 2 * i + 1, part);
                }
            }
            if (!progress) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        return Arrays.stream(sent).asLongStream().sum();
    }

    private void take(int stream, int bytes) {
        connectionWindow.addAndGet(-bytes);
        windows.addAndGet(stream, -bytes);
    }

    /** How many of them the server has ended. */
    int ended() {
        int count = 0;
        for (int i = 0; i < streams; i++) {
            count += ended.get(i);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
