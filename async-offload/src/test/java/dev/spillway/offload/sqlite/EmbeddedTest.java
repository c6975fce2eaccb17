package dev.spillway.offload.sqlite;

import dev.spillway.core.Handle;
import dev.spillway.core.testing.VirtualTime;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Claim;
import dev.spillway.offload.Enqueued;
import dev.spillway.offload.Lease;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.Retry;
import dev.spillway.offload.Terms;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** An embedded store on a disk that a test can make fail. */
abstract class EmbeddedTest {
    static final Terms TERMS = new Terms(Retry.doubling(3, Duration.ofSeconds(2), Duration.ofMinutes(5)));
    static Vertx vertx;

    @TempDir
    Path directory;

    final VirtualTime time = new VirtualTime();
    private @Nullable FaultyDisk disk;
    private @Nullable SqliteTaskStore store;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().await();
    }

    @AfterEach
    void closeStore() {
        if (store != null) {
            disk().hang.countDown();
            store.close();
        }
    }

    SqliteTaskStore open() throws IOException {
        return open(new SqliteOptions(directory));
    }

    SqliteTaskStore open(SqliteOptions options) throws IOException {
        StoreFiles files = StoreFiles.open(options, time, session -> {
            FaultyDisk faulty = new FaultyDisk(session);
            disk = faulty;
            return faulty;
        });
        SqliteTaskStore opened = new SqliteTaskStore(vertx, files, time, options);
        store = opened;
        return opened;
    }

    FaultyDisk disk() {
        return Objects.requireNonNull(disk);
    }

    static NewTask task(SqliteTaskStore store) {
        return NewTask.of(store.newHandle(), "acme", "q", "k", TERMS, Bytes.utf8("input"));
    }

    static Handle enqueue(SqliteTaskStore store) {
        Enqueued enqueued = await(store.enqueue(task(store)));
        return ((Enqueued.Created) enqueued).handle();
    }

    static List<Lease> claim(SqliteTaskStore store, int most) {
        return await(store.claim(new Claim("q", most, Duration.ofSeconds(30), "w")));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(failed.getCause());
        } catch (Exception late) {
            throw new AssertionError(late);
        }
    }

    static Throwable failure(Future<?> future) {
        try {
            return new AssertionError("it succeeded with " + await(future));
        } catch (RuntimeException failed) {
            return failed;
        }
    }
}
