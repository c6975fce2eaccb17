package dev.spillway.offload.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Handle;
import dev.spillway.core.Time;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.Retry;
import dev.spillway.offload.StoreRefused;
import dev.spillway.offload.StoreStatus;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.TaskSummary;
import dev.spillway.offload.Terms;
import dev.spillway.offload.WallTime;
import dev.spillway.offload.work.Housekeeping;
import dev.spillway.offload.work.QueuePlan;
import dev.spillway.offload.work.RunResult;
import dev.spillway.offload.work.Workers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks are accepted and worked on while their disk fills up and is emptied again: nothing accepted is lost, and the queue goes
 * on by itself. On a small file system where one can be mounted, else with a bound on the database's pages.
 */
class FullDiskTest {
    private static final int MIB = 1024 * 1024;
    private static final Terms TERMS = new Terms(Retry.doubling(3, Duration.ofMillis(50), Duration.ofMillis(100)));
    private static final SplittableRandom RANDOM = new SplittableRandom(9);

    @TempDir
    private Path directory;

    private final List<Handle> accepted = new ArrayList<>();
    private final List<Handle> refused = new ArrayList<>();
    private @Nullable LimitedDisk pages;

    @Test
    void nothingAcceptedIsLostAndTheQueueGoesOnByItself() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("disk"));
        SmallDisk small = SmallDisk.mount(mount);
        Vertx vertx = Vertx.vertx();
        try {
            Time time = new WallTime(vertx);
            SqliteOptions options = small == null
                    ? new SqliteOptions(mount)
                    : new SqliteOptions(mount, 20_000, Duration.ofSeconds(2), 256 * 1024, 256 * 1024, 4 * MIB, 2 * MIB);
            StoreFiles files = StoreFiles.open(options, time, session -> {
                pages = new LimitedDisk(session);
                return pages;
            });
            try (SqliteTaskStore store = new SqliteTaskStore(vertx, files, time, options)) {
                fillUpAndEmpty(store, vertx, time, small, mount);
            }
            try (SqliteTaskStore reopened = SqliteTaskStore.open(options, vertx, time)) {
                for (Handle handle : accepted) {
                    assertThat(summary(reopened, handle).state()).isEqualTo(TaskState.SUCCEEDED);
                }
                for (Handle handle : refused) {
                    assertThat(EmbeddedTest.await(reopened.find(handle))).isEmpty();
                }
            }
        } finally {
            vertx.close().await();
            if (small != null) {
                small.close();
            }
        }
    }

    private void fillUpAndEmpty(SqliteTaskStore store, Vertx vertx, Time time, @Nullable SmallDisk small, Path mount)
            throws Exception {
        Workers workers =
                new Workers(store, time, "w", List.of(new QueuePlan("q", 4, work -> ended(time))), (_, _, _, _) -> {});
        Housekeeping housekeeping = new Housekeeping(store, time, _ -> {});
        Context context = vertx.getOrCreateContext();
        on(context, () -> {
            workers.start();
            housekeeping.start();
        });
        submitFor(store, Duration.ofSeconds(1));
        assertThat(refused).isEmpty();
        assertThat(accepted).isNotEmpty();

        setFull(small, true);
        submitFor(store, Duration.ofSeconds(3));
        assertThat(refused).isNotEmpty();
        await(() -> {
            submitFor(store, Duration.ofMillis(50));
            return store.status() instanceof StoreStatus.NotServing;
        });

        setFull(small, false);
        int before = accepted.size();
        await(() -> {
            submitFor(store, Duration.ofMillis(200));
            return accepted.size() > before + 3;
        });
        await(() -> accepted.stream().allMatch(one -> summary(store, one).state() == TaskState.SUCCEEDED));
        assertThat(accepted)
                .allSatisfy(one -> assertThat(summary(store, one).attempt()).isLessThanOrEqualTo(2));
        assertThat(store.status()).isInstanceOf(StoreStatus.Serving.class);
        if (small != null) {
            await(() -> Files.exists(mount.resolve("ballast")));
        }
        Promise<Void> drained = Promise.promise();
        on(context, () -> {
            housekeeping.stop();
            workers.drain(Duration.ofSeconds(1)).onComplete(drained);
        });
        EmbeddedTest.await(drained.future());
    }

    private void setFull(@Nullable SmallDisk small, boolean full) throws IOException {
        if (small == null) {
            Objects.requireNonNull(pages).pages = full ? 1 : 1_000_000_000; // no less than there are
        } else if (full) {
            small.fill();
        } else {
            small.free();
        }
    }

    private static Future<RunResult> ended(Time time) {
        Promise<RunResult> done = Promise.promise();
        time.after(Duration.ofMillis(100), () -> done.complete(new RunResult.Done(payload(20_000))));
        return done.future();
    }

    private static Bytes payload(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return Bytes.owned(bytes);
    }

    private void submitFor(SqliteTaskStore store, Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() - end < 0) {
            NewTask task = NewTask.of(store.newHandle(), "acme", "q", "k", TERMS, payload(50_000));
            try {
                EmbeddedTest.await(store.enqueue(task));
                accepted.add(task.handle());
            } catch (StoreRefused no) {
                assertThat(no.reason()).isEqualTo(StoreRefused.Reason.NO_SPACE);
                refused.add(task.handle());
            }
            TimeUnit.MILLISECONDS.sleep(40);
        }
    }

    private static TaskSummary summary(SqliteTaskStore store, Handle handle) {
        return EmbeddedTest.await(store.find(handle)).orElseThrow().summary();
    }

    private static void on(Context context, Runnable action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(_ -> {
            action.run();
            done.complete();
        });
        EmbeddedTest.await(done.future());
    }

    /** What is to become true. */
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertThat(System.nanoTime() - end)
                    .as("nanoseconds past the time allowed")
                    .isNegative();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
