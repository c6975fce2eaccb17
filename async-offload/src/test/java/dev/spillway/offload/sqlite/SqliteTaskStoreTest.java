package dev.spillway.offload.sqlite;

import dev.spillway.offload.TaskStore;
import dev.spillway.offload.TaskStoreTck;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The embedded engine keeps the promises of every store. */
class SqliteTaskStoreTest extends TaskStoreTck.Suite {
    private static Vertx vertx;

    @TempDir
    Path directory;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().await();
    }

    @Override
    protected TaskStore open() {
        try {
            return SqliteTaskStore.open(new SqliteOptions(directory), vertx, time);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    protected TaskStore restart(TaskStore store) {
        store.close();
        return open();
    }
}
