package dev.spillway.offload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Handle;
import dev.spillway.core.testing.VirtualTime;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every task store promises: an engine's test extends {@link Suite}. Here are the tools; the promises stand in the
 * classes between.
 */
public abstract class TaskStoreTck {
    protected static final String TENANT = "acme";
    protected static final String QUEUE = "reasoner";
    protected static final String WORKER = "w1";
    protected static final Duration LEASE = Duration.ofSeconds(30);
    protected static final Terms TERMS = new Terms(Retry.doubling(3, Duration.ofSeconds(2), Duration.ofMinutes(5)));

    protected final VirtualTime virtual = new VirtualTime();
    protected final ShiftedTime time = new ShiftedTime(virtual);
    protected TaskStore store;

    /** An empty store. */
    protected abstract TaskStore open();

    /** The same store after its process was lost. */
    protected abstract TaskStore restart(TaskStore store);

    @BeforeEach
    final void openStore() {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    /** All promises together. */
    public abstract static class Suite extends TaskStoreFeedTck {}

    protected static <T> T await(Future<T> future) {
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

    protected static Throwable failure(Future<?> future) {
        try {
            return new AssertionError("it succeeded with " + await(future));
        } catch (RuntimeException failed) {
            return failed;
        }
    }

    protected void advance(Duration by) {
        virtual.advance(by);
    }

    protected Instant now() {
        return time.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    }

    protected NewTask task() {
        return NewTask.of(store.newHandle(), TENANT, QUEUE, "triage", TERMS, Bytes.utf8("input"));
    }

    protected NewTask taskOf(String tenant) {
        return NewTask.of(store.newHandle(), tenant, QUEUE, "triage", TERMS, Bytes.utf8("input"));
    }

    protected NewTask task(Terms terms) {
        return NewTask.of(store.newHandle(), TENANT, QUEUE, "triage", terms, Bytes.utf8("input"));
    }

    protected Handle enqueue(NewTask task) {
        assertThat(await(store.enqueue(task))).isEqualTo(new Enqueued.Created(task.handle()));
        return task.handle();
    }

    protected void enqueueAll(List<NewTask> tasks) {
        await(Future.all(tasks.stream().map(store::enqueue).toList()));
    }

    protected List<Lease> claim(int most) {
        return await(store.claim(new Claim(QUEUE, most, LEASE, WORKER)));
    }

    protected List<Handle> handles(List<Lease> leases) {
        return leases.stream().map(lease -> lease.task().handle()).toList();
    }

    /** Enqueues one task and takes it. */
    protected Lease leased() {
        return leased(task());
    }

    protected Lease leased(NewTask task) {
        enqueue(task);
        List<Lease> leases = claim(1);
        assertThat(leases).hasSize(1);
        return leases.getFirst();
    }

    protected Verdict report(Lease lease, Report report) {
        return await(store.report(lease, report));
    }

    protected Verdict control(Handle handle, Command command) {
        return await(store.control(handle, command));
    }

    protected TaskView view(Handle handle) {
        return await(store.find(handle)).orElseThrow();
    }

    protected TaskSummary summary(Handle handle) {
        return view(handle).summary();
    }

    protected TaskState state(Handle handle) {
        return summary(handle).state();
    }

    protected Maintenance maintain() {
        return await(store.maintain());
    }

    protected List<TaskEvent> events(Handle handle) {
        return await(store.history(handle, 0, 1_000)).orElseThrow().events();
    }

    protected List<TaskEvent.Kind> kinds(Handle handle) {
        return events(handle).stream().map(TaskEvent::kind).toList();
    }

    /** All tasks of a filter, page by page. */
    protected List<TaskSummary> listAll(Filter filter, int pageSize) {
        List<TaskSummary> all = new ArrayList<>();
        @Nullable Cursor behind = null;
        do {
            Page<TaskSummary> page = await(store.list(filter, behind, pageSize));
            assertThat(page.items().size()).isLessThanOrEqualTo(pageSize);
            all.addAll(page.items());
            behind = page.next();
        } while (behind != null);
        return all;
    }

    protected static Bytes sha(String request) {
        try {
            return Bytes.owned(MessageDigest.getInstance("SHA-256").digest(request.getBytes(UTF_8)));
        } catch (java.security.NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }

    protected static Verdict applied(TaskState state) {
        return new Verdict.Applied(state, false);
    }
}
