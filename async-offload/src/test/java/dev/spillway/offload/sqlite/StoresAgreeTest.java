package dev.spillway.offload.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Handle;
import dev.spillway.core.testing.Seeds;
import dev.spillway.core.testing.VirtualTime;
import dev.spillway.offload.Authority;
import dev.spillway.offload.Backlog;
import dev.spillway.offload.Backoff;
import dev.spillway.offload.BulkReplay;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Callback;
import dev.spillway.offload.Claim;
import dev.spillway.offload.Command;
import dev.spillway.offload.Cursor;
import dev.spillway.offload.Enqueued;
import dev.spillway.offload.Filter;
import dev.spillway.offload.GiveUp;
import dev.spillway.offload.History;
import dev.spillway.offload.Idempotency;
import dev.spillway.offload.InMemoryTaskStore;
import dev.spillway.offload.Lease;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.Page;
import dev.spillway.offload.Park;
import dev.spillway.offload.Report;
import dev.spillway.offload.Retention;
import dev.spillway.offload.Retry;
import dev.spillway.offload.ShiftedTime;
import dev.spillway.offload.TaskEvent;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.TaskStore;
import dev.spillway.offload.TaskSummary;
import dev.spillway.offload.TaskView;
import dev.spillway.offload.Terms;
import dev.spillway.offload.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random commands to the embedded store and to the plainest one, in lockstep: every answer is the same, and whatever can be
 * seen of the tasks, too. Seeds draw the commands.
 */
class StoresAgreeTest {
    private static final int COMMANDS = 250;
    private static final List<String> TENANTS = List.of("a", "b", "c");
    private static final List<String> QUEUES = List.of("q", "r");
    private static final String CALLBACKS = Callback.queue("crm");
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

    @Test
    void theEmbeddedStoreDoesWhatThePlainestOneDoes() {
        int[] run = {0};
        Seeds.check(24, random -> new Run(random, directory.resolve("run" + run[0]++)).run());
    }

    /** A store's answer, with the callbacks in it named by their parents: their handles are each store's own. */
    private record Pair<T>(T embedded, T plain) {}

    private static final class Run {
        final SplittableRandom random;
        final Path path;
        final ShiftedTime time;
        final VirtualTime virtual = new VirtualTime();
        final InMemoryTaskStore plain;
        final List<NewTask> submitted = new ArrayList<>();
        final List<Pair<Lease>> leases = new ArrayList<>();
        final Map<Handle, Token> tokens = new HashMap<>();
        TaskStore embedded;

        Run(SplittableRandom random, Path path) throws IOException {
            this.random = random;
            this.path = path;
            this.time = new ShiftedTime(virtual);
            this.plain = new InMemoryTaskStore(time);
            this.embedded = open();
        }

        void run() throws IOException {
            try {
                for (int i = 0; i < COMMANDS; i++) {
                    command();
                    if (random.nextInt(25) == 0) {
                        compareAll();
                    }
                }
                compareAll();
            } finally {
                embedded.close();
            }
        }

        /** Without syncs: nothing is lost here but time. */
        private TaskStore open() throws IOException {
            Files.createDirectories(path);
            SqliteOptions options = new SqliteOptions(path);
            Function<Session, Disk> disk = session -> {
                try {
                    session.execute("PRAGMA synchronous = OFF");
                } catch (SQLException failed) {
                    throw new IllegalStateException(failed);
                }
                return new SqliteDisk(session);
            };
            return new SqliteTaskStore(vertx, StoreFiles.open(options, time, disk), time, options);
        }

        private void command() throws IOException {
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3 -> submit();
                case 4, 5, 6, 7 -> claim();
                case 8, 9, 10, 11, 12 -> report();
                case 13, 14 -> control();
                case 15, 16 -> same(TaskStore::maintain);
                case 17, 18 -> virtual.advance(Duration.ofMillis(random.nextLong(1, 4_000)));
                default -> rarely();
            }
        }

        private void rarely() throws IOException {
            switch (random.nextInt(4)) {
                case 0 -> {
                    embedded.close();
                    embedded = open();
                    plain.restart();
                }
                case 1 -> time.shiftWallClock(Duration.ofMillis(random.nextLong(-900_000, 900_000)));
                case 2 -> virtual.advance(Duration.ofMinutes(random.nextLong(1, 30)));
                default -> {
                    Filter filter = Filter.of(TaskState.DEAD, TaskState.EXPIRED);
                    BulkReplay replay = new BulkReplay(
                            "r" + random.nextInt(3),
                            filter,
                            null,
                            1 + random.nextInt(5),
                            random.nextBoolean(),
                            "ann",
                            "again",
                            random.nextBoolean() ? null : Duration.ofMinutes(1));
                    same(store -> store.replay(replay));
                }
            }
        }

        private void submit() {
            submitted.removeIf(task -> await(plain.find(task.handle())).isEmpty()); // purged
            boolean repeat = !submitted.isEmpty() && random.nextInt(8) == 0;
            NewTask task = repeat ? submitted.get(random.nextInt(submitted.size())) : newTask();
            if (same(store -> store.enqueue(task)) instanceof Enqueued.Created) {
                submitted.add(task);
            }
        }

        private NewTask newTask() {
            Handle handle = embedded.newHandle();
            Backoff backoff = random.nextBoolean()
                    ? new Backoff.Exponential(Duration.ofMillis(500), 3, Duration.ofSeconds(5))
                    : new Backoff.Schedule(List.of(Duration.ofSeconds(1), Duration.ofSeconds(3)));
            Callback callback = new Callback(
                    "crm", Retry.scheduled(new Backoff.Schedule(List.of(Duration.ofMillis(4)))), Duration.ofMinutes(9));
            Terms terms = new Terms(
                    new Retry(1 + random.nextInt(3), backoff),
                    new Retention(Duration.ofSeconds(random.nextInt(60)), Duration.ofSeconds(random.nextInt(120))),
                    random.nextBoolean() ? callback : null);
            Token token = Token.random();
            tokens.put(handle, token);
            Park park = new Park(
                    Duration.ofMillis(random.nextLong(1, 9_000)),
                    GiveUp.of(random.nextInt(3)),
                    random.nextBoolean() ? token.hash() : null);
            Instant deadline = time.now().plusMillis(random.nextLong(-1_000, 30_000));
            Idempotency idempotency = new Idempotency(
                    "k" + random.nextInt(9), Bytes.utf8("" + random.nextInt(2)), Duration.ofSeconds(90));
            return NewTask.of(handle, pick(TENANTS), pick(QUEUES), "k", terms, Bytes.utf8("" + random.nextInt()))
                    .withPriority(random.nextInt(NewTask.PRIORITIES))
                    .withDelay(Duration.ofMillis(random.nextBoolean() ? 0 : random.nextLong(1, 9_000)))
                    .withDeadline(random.nextBoolean() ? null : deadline)
                    .withIdempotency(random.nextInt(4) == 0 ? idempotency : null)
                    .withPark(random.nextInt(6) == 0 ? park : null);
        }

        private void claim() {
            String queue = random.nextInt(5) == 0 ? CALLBACKS : pick(QUEUES);
            Claim claim = new Claim(
                    queue,
                    1 + random.nextInt(5),
                    Duration.ofMillis(random.nextLong(1, 20_000)),
                    "w" + random.nextInt(3),
                    random.nextInt(4) == 0 ? Claim.Order.OLDEST : Claim.Order.PRIORITY,
                    random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(3),
                    Map.of("a", random.nextInt(2)));
            List<Lease> one = await(embedded.claim(claim));
            List<Lease> other = await(plain.claim(claim));
            assertThat(one.stream().map(Run::lease).toList())
                    .isEqualTo(other.stream().map(Run::lease).toList());
            for (int i = 0; i < one.size(); i++) {
                leases.add(new Pair<>(one.get(i), other.get(i)));
            }
        }

        private void report() {
            if (leases.isEmpty()) {
                return;
            }
            Pair<Lease> lease = leases.get(random.nextInt(leases.size()));
            Token token = tokens.getOrDefault(lease.embedded.task().handle(), Token.random());
            Park park =
                    new Park(Duration.ofMillis(random.nextLong(1, 9_000)), GiveUp.of(random.nextInt(3)), token.hash());
            Report report = switch (random.nextInt(10)) {
                case 0, 1 -> new Report.Succeed(Bytes.utf8("" + random.nextInt(3)));
                case 2, 3, 4 -> new Report.Again(Duration.ofMillis(random.nextLong(0, 3_000)), "503");
                case 5 ->
                    // whose wait is spread by handle, and those of callbacks differ
                    random.nextBoolean() || lease.embedded.task().queue().equals(CALLBACKS)
                            ? new Report.Fail("400")
                            : new Report.Throttled(Duration.ofMillis(random.nextLong(0, 3_000)), "429");
                case 6 -> new Report.Extend(Duration.ofMillis(random.nextLong(1, 20_000)));
                case 7 -> new Report.Progress(Bytes.utf8("" + random.nextInt(100)));
                case 8 -> new Report.Await(park, Bytes.utf8("look"));
                default ->
                    random.nextBoolean()
                            ? new Report.Release(Duration.ofMillis(random.nextLong(0, 2_000)), "busy")
                            : new Report.Stopped("stopped");
            };
            assertThat(await(embedded.report(lease.embedded, report)))
                    .isEqualTo(await(plain.report(lease.plain, report)));
        }

        private void control() {
            if (submitted.isEmpty()) {
                return;
            }
            Handle handle = submitted.get(random.nextInt(submitted.size())).handle();
            Authority authority = random.nextBoolean()
                    ? new Authority.Person("ann", "so")
                    : new Authority.Bearer(random.nextInt(4) == 0 ? Token.random() : tokens.get(handle));
            Command command = switch (random.nextInt(4)) {
                case 0 -> new Command.Cancel("ann", "not needed", Duration.ofMillis(random.nextLong(0, 5_000)));
                case 1 -> new Command.Replay("ann", "again", null, random.nextBoolean());
                case 2 -> new Command.Complete(authority, Bytes.utf8("" + random.nextInt(2)));
                default -> new Command.Fail(authority, "no");
            };
            same(store -> store.control(handle, command));
        }

        private <T> T same(Function<TaskStore, Future<T>> ask) {
            T answer = await(ask.apply(embedded));
            assertThat(answer).isEqualTo(await(ask.apply(plain)));
            return answer;
        }

        private void compareAll() {
            List<Seen> seen = all(embedded);
            List<Seen> other = all(plain);
            for (int i = 0; i < Math.min(seen.size(), other.size()); i++) {
                assertThat(seen.get(i)).isEqualTo(other.get(i)); // one by one: a difference is then readable
            }
            assertThat(seen).hasSameSizeAs(other);
            assertThat(backlogs(embedded)).isEqualTo(backlogs(plain));
            seen.forEach(Run::check);
        }

        private static void check(Seen task) {
            assertThat(task.summary.attempt()).isLessThanOrEqualTo(task.summary.attemptsMost());
            boolean ended = false;
            for (TaskEvent event : task.history.events()) {
                assertThat(!ended || event.kind() == TaskEvent.Kind.REPLAYED)
                        .as("what is finished stays so until it is replayed: %s", task.history)
                        .isTrue();
                ended = event.state().isTerminal();
            }
        }

        private static List<Backlog> backlogs(TaskStore store) {
            return await(store.backlog()).stream()
                    .sorted(Comparator.comparing(Backlog::queue))
                    .toList();
        }

        /** Everything that can be seen of a task, but for a callback's own handle. */
        private record Seen(
                TaskSummary summary,
                long lastSeq,
                Bytes input,
                @Nullable Bytes result,
                @Nullable Bytes progress,
                History history) {}

        private List<Seen> all(TaskStore store) {
            List<TaskSummary> all = new ArrayList<>();
            int pageSize = 1 + all.size() % 7;
            for (Filter filter : List.of(
                    Filter.ALL,
                    Filter.ALL.withQueue(CALLBACKS),
                    Filter.of(TaskState.DEAD),
                    Filter.of(TaskState.WAITING).withTenant("a"),
                    Filter.ALL.withTenant("b"))) {
                @Nullable Cursor behind = null;
                do {
                    Page<TaskSummary> page = await(store.list(filter, behind, pageSize + 20));
                    all.addAll(page.items());
                    behind = page.next();
                } while (behind != null);
            }
            return all.stream().map(summary -> seen(store, summary)).toList();
        }

        private static Seen seen(TaskStore store, TaskSummary summary) {
            TaskView view = await(store.find(summary.handle())).orElseThrow();
            assertThat(view.summary()).isEqualTo(summary);
            return new Seen(
                    nameless(summary),
                    view.lastSeq(),
                    view.input(),
                    view.result(),
                    view.progress(),
                    await(store.history(summary.handle(), 0, 1_000)).orElseThrow());
        }

        private static TaskSummary nameless(TaskSummary task) {
            return task.parent() == null
                    ? task
                    : new TaskSummary(
                            new Handle("callback"),
                            task.tenant(),
                            task.queue(),
                            task.kind(),
                            task.priority(),
                            task.state(),
                            task.attempt(),
                            task.attemptsMost(),
                            task.replays(),
                            task.stopAsked(),
                            task.worker(),
                            task.reason(),
                            task.created(),
                            task.updated(),
                            task.runAt(),
                            task.deadline(),
                            task.finished(),
                            task.parent());
        }

        private static List<Object> lease(Lease lease) {
            Object handle = lease.task().queue().equals(CALLBACKS)
                    ? "callback"
                    : lease.task().handle();
            return List.of(
                    handle,
                    lease.fence(),
                    lease.until(),
                    lease.task().attempt(),
                    lease.task().replays(),
                    lease.task().gaveUp(),
                    lease.task().tenant(),
                    lease.task().terms(),
                    lease.task().input());
        }

        private <T> T pick(List<T> some) {
            return some.get(random.nextInt(some.size()));
        }

        private static <T> T await(Future<T> future) {
            try {
                return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        }
    }
}
