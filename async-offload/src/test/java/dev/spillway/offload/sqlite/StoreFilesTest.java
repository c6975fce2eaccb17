package dev.spillway.offload.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Handle;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Claim;
import dev.spillway.offload.Feed;
import dev.spillway.offload.Filter;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.TaskState;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the embedded store may lie, and how it lies there. */
class StoreFilesTest extends EmbeddedTest {
    @Test
    void aSecondStoreInTheSameDirectoryIsRefused() throws IOException {
        open();
        SqliteOptions options = new SqliteOptions(directory);
        assertThatThrownBy(() -> SqliteTaskStore.open(options, vertx, time))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("pid " + ProcessHandle.current().pid());
    }

    @Test
    void theDirectoryIsFreeAgainWhenTheStoreIsClosed() throws IOException {
        open().close();
        open();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "NFS", "virtiofs", "ceph"})
    void aNetworkFileSystemIsRefused(String type) {
        assertThatThrownBy(() -> StoreDirectory.refuseNetwork(directory, type)).hasMessageContaining("local disk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "tmpfs", "overlay", "apfs", "NTFS"})
    void aLocalFileSystemIsTaken(String type) {
        assertThatCode(() -> StoreDirectory.refuseNetwork(directory, type)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.51.2", "3.50.9", "3.7.17", "2.8.17", "3.51"})
    void anOldEngineIsRefused(String version) {
        assertThatThrownBy(() -> Schema.refuseOlder(version)).hasMessageContaining("too old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.51.3", "3.51.10", "3.52.0", "3.54.1", "4.0.0"})
    void aFixedEngineIsTaken(String version) {
        assertThatCode(() -> Schema.refuseOlder(version)).doesNotThrowAnyException();
    }

    @Test
    void aStoreOfALaterVersionIsNotTouched() throws Exception {
        open().close();
        try (Session session = Session.writing(directory.resolve("tasks.db"))) {
            session.execute("PRAGMA user_version = 2");
        }
        assertThatThrownBy(this::open).hasMessageContaining("version 2");
    }

    @Test
    void commitsAreSyncedAndTheLogIsOurs() throws Exception {
        try (StoreFiles files = StoreFiles.open(new SqliteOptions(directory), time, SqliteDisk::new)) {
            Session session = files.session();
            assertThat(session.sql("PRAGMA synchronous").number()).isEqualTo(2); // FULL
            assertThat(session.sql("PRAGMA journal_mode").first(row -> row.getString(1)))
                    .contains("wal");
            assertThat(session.sql("PRAGMA wal_autocheckpoint").number()).isZero();
        }
    }

    @Test
    void readersCanNotWrite() throws Exception {
        open();
        try (Session session = Session.reading(directory.resolve("tasks.db"))) {
            assertThatThrownBy(() -> session.sql("DELETE FROM task").update()).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void theLogDoesNotGrowWithoutBound() throws Exception {
        SqliteTaskStore store = open();
        Bytes large = Bytes.owned(new byte[200 * 1024]);
        for (int round = 0; round < 20; round++) {
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                writes.add(store.enqueue(NewTask.of(store.newHandle(), "acme", "q", "k", TERMS, large)));
            }
            await(Future.all(writes));
        }
        long log = Files.size(directory.resolve("tasks.db-wal"));
        assertThat(log).isLessThan(50L * 1024 * 1024); // of 100 MB written
    }

    @Test
    void feedsThatAreClosedLeaveNothingBehind() throws IOException {
        SqliteTaskStore store = open();
        Handle handle = enqueue(store);
        List<Feed> feeds = Stream.generate(() -> store.watch(handle, 0).handler(_ -> {}))
                .limit(10)
                .toList();
        assertThat(store.watching()).isEqualTo(10);
        feeds.subList(0, 5).forEach(Feed::close);
        feeds.subList(5, 10).forEach(feed -> feed.handler(null));
        assertThat(store.watching()).isZero();
    }

    /** Runs everything once, then asks SQLite how: no statement walks a table or sorts what it found. */
    @Test
    void everyStatementGoesByAnIndexInTheOrderItNeeds() throws Exception {
        Set<String> slow = new LinkedHashSet<>();
        SqliteOptions options = new SqliteOptions(directory);
        StoreFiles files = StoreFiles.open(options, time, SqliteDisk::new);
        try (SqliteTaskStore store = new SqliteTaskStore(vertx, files, time, options)) {
            for (int i = 0; i < 200; i++) {
                enqueue(store);
            }
            await(store.claim(new Claim("q", 3, Claim.LEASE_MOST, "w", Claim.Order.PRIORITY, 2, Map.of("acme", 2))));
            await(store.claim(new Claim("q", 3, Claim.LEASE_MOST, "w", Claim.Order.OLDEST, 2, Map.of())));
            await(store.maintain());
            await(store.backlog());
            for (Filter filter : List.of(
                    Filter.ALL,
                    Filter.ALL.withTenant("acme"),
                    Filter.of(TaskState.DEAD),
                    Filter.of(TaskState.WAITING),
                    Filter.ALL.withParent(store.newHandle()))) {
                await(store.list(filter, null, 5));
                await(store.list(filter, null, 5));
                await(store.list(filter, null, 5)); // so that each reader has had one
            }
            Set<String> statements = new LinkedHashSet<>(files.session().statements());
            files.views().forEach(view -> statements.addAll(view.statements()));
            assertThat(statements).hasSizeGreaterThan(25);
            try (Session session = Session.reading(directory.resolve("tasks.db"))) {
                for (String statement : statements) {
                    if (statement.startsWith("SELECT") && !statement.contains("count(*)")) {
                        List<String> plan = plan(session, statement);
                        plan.removeIf(
                                step -> !step.matches(".*(SCAN|TEMP B-TREE).*") || step.matches("SCAN CONSTANT ROW"));
                        plan.forEach(step -> slow.add(statement + "\n  " + step));
                    }
                }
            }
        }
        assertThat(slow).isEmpty();
    }

    private static List<String> plan(Session session, String statement) throws SQLException {
        Sql explain = session.sql("EXPLAIN QUERY PLAN " + statement);
        return new ArrayList<>(explain.list(row -> row.getString("detail")));
    }

    @Test
    void theDirectoryHoldsNothingButTheStore() throws IOException {
        open();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("tasks.db", "tasks.db-wal", "tasks.db-shm", "tasks.lock");
        }
    }
}
