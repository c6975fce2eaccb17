package dev.spillway.load.crash;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Threads that submit tasks in every way there is, and note what was acknowledged, until the gateway is gone. */
final class Load {
    private static final int THREADS = 8;
    private static final long PAUSE_NANOS_MOST = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** What a crash, or a full queue, answers with: whether there is a task is not known. */
    private static final Set<Status.Code> UNKNOWN = Set.of(
            Status.Code.UNAVAILABLE,
            Status.Code.CANCELLED,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.RESOURCE_EXHAUSTED);

    private final Doors doors;
    private final Ledger ledger;
    private final int crash;
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile boolean stopped;

    /**
     * Begins.
     *
     * @param crash the number of the crash that will end it
     */
    Load(Doors doors, Ledger ledger, int crash, long seed) {
        this.doors = doors;
        this.ledger = ledger;
        this.crash = crash;
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + i);
            threads.add(Thread.ofPlatform().name("submitter " + i).start(() -> run(random)));
        }
    }

    private void run(Random random) {
        List<Submission> mine = new ArrayList<>();
        while (!stopped) {
            try {
                submit(random, mine);
                if (random.nextInt(8) == 0 && !mine.isEmpty()) {
                    look(mine.get(random.nextInt(mine.size())));
                }
                LockSupport.parkNanos(random.nextLong(PAUSE_NANOS_MOST));
            } catch (StatusRuntimeException failed) {
                if (!UNKNOWN.contains(failed.getStatus().getCode())) {
                    problems.add(failed.toString());
                    first.countDown();
                    return;
                }
                LockSupport.parkNanos(BACK_OFF_NANOS);
            }
        }
    }

    private void submit(Random random, List<Submission> mine) {
        int way = random.nextInt(4);
        Submission one = ledger.next(crash, way >= 2);
        Optional<String> handle = way == 0 ? doors.execute(one) : Optional.of(doors.submit(one));
        handle.ifPresent(acknowledged -> {
            ledger.acknowledge(one, acknowledged);
            mine.add(one);
            first.countDown();
        });
    }

    /** A success that anyone has seen must outlive the crash, too. */
    private void look(Submission one) {
        doors.find(one.handle()).filter(Audit::hasSucceeded).ifPresent(_ -> one.seenEnded());
    }

    /** Waits until something was acknowledged: a gateway that has just started is slow. */
    void awaitFirst() throws InterruptedException {
        if (!first.await(1, TimeUnit.MINUTES)) {
            problems.add("nothing was acknowledged within a minute");
        }
    }

    /** Submits nothing more; returns when nothing is under way. What was answered as it must not be, as text. */
    List<String> stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return List.copyOf(problems);
    }
}
