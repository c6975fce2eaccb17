package dev.spillway.offload;

import dev.spillway.core.Handle;
import dev.spillway.core.Time;
import dev.spillway.offload.lifecycle.Birth;
import dev.spillway.offload.lifecycle.Commanding;
import dev.spillway.offload.lifecycle.Life;
import dev.spillway.offload.lifecycle.Move;
import dev.spillway.offload.lifecycle.Passing;
import dev.spillway.offload.lifecycle.Standing;
import dev.spillway.offload.lifecycle.Working;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store without durability, for tests: the plainest thing that passes the contract. It answers at once, on the caller's
 * thread; every operation looks at every task.
 */
public final class InMemoryTaskStore implements TaskStore {
    private static final int BYTES_MOST = 256 * 1024;

    private static final class Record {
        final long number;
        final Birth birth;
        final List<TaskEvent> events = new ArrayList<>();
        Life life;

        @Nullable
        Bytes result;

        @Nullable
        Bytes progress;

        Record(long number, Birth birth) {
            this.number = number;
            this.birth = birth;
            this.life = birth.life();
            events.add(birth.event());
        }

        Standing standing() {
            return new Standing(birth.handle(), birth.terms(), life);
        }

        long number() {
            return number;
        }
    }

    private final Time time;
    private final Handles handles = new Handles(Handles.newKey(), 1);
    private final Map<Handle, Record> tasks = new LinkedHashMap<>();
    private final Map<String, Record> keys = new HashMap<>();
    private final Map<String, String> lastTenant = new HashMap<>(); // by queue
    private final List<Consumer<Signal>> listeners = new CopyOnWriteArrayList<>();
    private final Map<Handle, List<Feed>> feeds = new HashMap<>();
    private final List<Runnable> afterWrite = new ArrayList<>(); // what others are told once it is done
    private long numbers;
    private @Nullable RuntimeException failure;

    public InMemoryTaskStore(Time time) {
        this.time = time;
    }

    /** From now on every write fails so, until {@code null} is given. */
    public void failWrites(@Nullable RuntimeException with) {
        failure = with;
    }

    /** Does what a restart does to leases. */
    public void restart() {
        lastTenant.clear();
        sweep(one -> one.life.state() == TaskState.LEASED, InMemoryTaskStore::leaseEnd, Working::orphaned);
    }

    @Override
    public Handle newHandle() {
        return handles.handle(handles.newPlace());
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("memory", false, BYTES_MOST, BYTES_MOST);
    }

    @Override
    public StoreStatus status() {
        return failure == null
                ? new StoreStatus.Serving(0, Duration.ZERO)
                : new StoreStatus.NotServing(String.valueOf(failure.getMessage()));
    }

    @Override
    public Future<Enqueued> enqueue(NewTask task) {
        if (task.input().length() > BYTES_MOST) {
            return tooLarge();
        }
        return write(() -> {
            Idempotency idempotency = task.idempotency();
            String key = idempotency == null ? "" : task.tenant() + "\0" + idempotency.key();
            Record before = keys.get(key);
            if (idempotency != null && before != null) {
                Bytes request =
                        Objects.requireNonNull(before.birth.idempotency()).request();
                return request.equals(idempotency.request())
                        ? new Enqueued.Existing(before.birth.handle())
                        : new Enqueued.Conflict(before.birth.handle());
            }
            if (tasks.containsKey(task.handle())) {
                return new Enqueued.Existing(task.handle());
            }
            Record record = insert(Birth.of(task, time.now()));
            if (idempotency != null) {
                keys.put(key, record);
            }
            return new Enqueued.Created(task.handle());
        });
    }

    @Override
    public Future<List<Lease>> claim(Claim claim) {
        Comparator<Record> oldest =
                Comparator.comparing((Record one) -> one.life.runAt()).thenComparingLong(Record::number);
        Comparator<Record> order = claim.order() == Claim.Order.OLDEST
                ? oldest
                : Comparator.comparingInt((Record one) -> -one.birth.priority()).thenComparing(oldest);
        return write(() -> {
            List<Lease> leases = new ArrayList<>();
            Map<String, Integer> underWay = new HashMap<>(claim.held());
            List<Record> ready = new ArrayList<>(sorted(order, record -> isReady(record, claim.queue())));
            for (int picked = 0; picked < claim.most(); picked++) {
                String last = lastTenant.getOrDefault(claim.queue(), "");
                Optional<Record> next = ready.stream()
                        .filter(one -> underWay.getOrDefault(one.birth.tenant(), 0) < claim.tenantMost())
                        .min(Comparator.comparingInt((Record one) -> underWay.getOrDefault(one.birth.tenant(), 0))
                                .thenComparing(one -> one.birth.tenant().compareTo(last) <= 0)
                                .thenComparing(one -> one.birth.tenant())); // the first of equals: in the order wanted
                if (next.isEmpty()) {
                    break;
                }
                Record one = next.get();
                ready.remove(one);
                underWay.merge(one.birth.tenant(), 1, Integer::sum);
                lastTenant.put(claim.queue(), one.birth.tenant());
                apply(one, Working.claim(one.standing(), claim, time.now()));
                if (one.life.lent() != null) {
                    leases.add(new Lease(
                            task(one), one.life.fence(), one.life.lent().until()));
                }
            }
            return leases;
        });
    }

    @Override
    public Future<Verdict> report(Lease lease, Report report) {
        if (report instanceof Report.Succeed(var result) && result.length() > BYTES_MOST) {
            return tooLarge();
        }
        return write(() -> {
            Record one = tasks.get(lease.task().handle());
            return one == null
                    ? new Verdict.NotFound()
                    : apply(one, Working.report(one.standing(), lease.fence(), report, time.now()));
        });
    }

    @Override
    public Future<Verdict> control(Handle handle, Command command) {
        return write(() -> {
            Record one = tasks.get(handle);
            return one == null
                    ? new Verdict.NotFound()
                    : apply(one, Commanding.control(one.standing(), command, time.now(), () -> one.result));
        });
    }

    @Override
    public Future<Page<Handle>> replay(BulkReplay replay) {
        return write(() -> {
            Page<Record> page = page(replay.filter(), replay.behind(), replay.most());
            List<Handle> done = new ArrayList<>();
            for (Record one : page.items()) {
                Move move = Commanding.replay(one.standing(), replay, time.now());
                if (move instanceof Move.Go) {
                    done.add(one.birth.handle());
                    if (!replay.dryRun()) {
                        apply(one, move);
                    }
                }
            }
            return new Page<>(done, page.next());
        });
    }

    @Override
    public Future<Optional<TaskView>> find(Handle handle) {
        return Future.succeededFuture(Optional.ofNullable(tasks.get(handle))
                .map(one ->
                        new TaskView(summary(one), one.life.lastSeq(), one.birth.input(), one.result, one.progress)));
    }

    @Override
    public Future<Page<TaskSummary>> list(Filter filter, @Nullable Cursor behind, int most) {
        Page<Record> page = page(filter, behind, most);
        return Future.succeededFuture(
                new Page<>(page.items().stream().map(this::summary).toList(), page.next()));
    }

    @Override
    public Future<Optional<History>> history(Handle handle, long afterSeq, int most) {
        return Future.succeededFuture(Optional.ofNullable(tasks.get(handle)).map(one -> {
            Stream<TaskEvent> after = one.events.stream().filter(event -> event.seq() > afterSeq);
            return new History(
                    one.life.state(), one.life.lastSeq(), after.limit(most).toList());
        }));
    }

    @Override
    public Feed watch(Handle handle, long afterSeq) {
        Feed feed = new Feed((seq, most) -> history(handle, seq, most), afterSeq);
        List<Feed> open = feeds.computeIfAbsent(handle, _ -> new CopyOnWriteArrayList<>());
        open.add(feed);
        return feed.onClose(() -> open.remove(feed));
    }

    @Override
    public Future<Maintenance> maintain() {
        return write(() -> {
            Instant now = time.now();
            Instant latest = now.plus(Claim.LEASE_MOST);
            sweep(one -> leaseEnd(one).isAfter(latest), InMemoryTaskStore::leaseEnd, Working::overlong);
            int stopped = sweep(
                    one -> one.life.stop() != null && !one.life.stop().by().isAfter(now),
                    one -> Objects.requireNonNull(one.life.stop()).by(),
                    Passing::stopped);
            int lost = sweep(
                    one -> one.life.lent() != null && !leaseEnd(one).isAfter(now),
                    InMemoryTaskStore::leaseEnd,
                    Working::lost);
            int expired = sweep(
                    one -> !one.life.state().isTerminal()
                            && one.life.stop() == null
                            && !deadline(one).isAfter(now),
                    InMemoryTaskStore::deadline,
                    Passing::expired);
            int gaveUp = sweep(one -> isOver(one, TaskState.WAITING, now), one -> one.life.runAt(), Passing::gaveUp);
            int due = sweep(one -> isOver(one, TaskState.SCHEDULED, now), one -> one.life.runAt(), Passing::due);
            int purged = purge(now);
            boolean more = IntStream.of(stopped, lost, expired, gaveUp, due, purged)
                    .anyMatch(count -> count == Maintenance.BOUND);
            return new Maintenance(due, lost, stopped, expired, gaveUp, purged, more);
        });
    }

    @Override
    public Future<List<Backlog>> backlog() {
        TreeSet<String> queues = new TreeSet<>();
        tasks.values().stream()
                .filter(one -> !one.life.state().isTerminal())
                .forEach(one -> queues.add(one.birth.queue()));
        return Future.succeededFuture(queues.stream().map(this::backlog).toList());
    }

    @Override
    public Runnable listen(Consumer<Signal> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        failure = new StoreRefused(StoreRefused.Reason.CLOSED, "the task store is closed", Duration.ZERO);
    }

    private <T> Future<T> write(Supplier<T> write) {
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        T written = write.get();
        List<Runnable> hints = List.copyOf(afterWrite);
        afterWrite.clear();
        hints.forEach(Runnable::run);
        return Future.succeededFuture(written);
    }

    private static <T> Future<T> tooLarge() {
        return Future.failedFuture(
                new StoreRefused(StoreRefused.Reason.TOO_LARGE, "at most " + BYTES_MOST, Duration.ZERO));
    }

    private Record insert(Birth birth) {
        Record record = new Record(numbers++, birth);
        tasks.put(birth.handle(), record);
        tellReady(record);
        return record;
    }

    private Verdict apply(Record one, Move move) {
        if (!(move instanceof Move.Go go)) {
            return move.verdict();
        }
        one.life = go.life();
        TaskEvent event = go.event();
        if (event == null) {
            return go.verdict();
        }
        if (event.kind() == TaskEvent.Kind.PROGRESSED && one.events.getLast().kind() == event.kind()) {
            one.events.removeLast();
        }
        one.events.add(event);
        one.events.removeIf(old -> old.seq() <= event.seq() - History.KEPT);
        switch (go.payload()) {
            case Move.Same() -> {}
            case Move.Result(var bytes) -> one.result = bytes;
            case Move.Progress(var bytes) -> one.progress = bytes;
            case Move.Cleared() -> {
                one.result = null;
                one.progress = null;
            }
        }
        if (go.finishes()) {
            Birth.callback(one.standing(), one.birth.tenant(), one.birth.kind(), newHandle(), time.now())
                    .ifPresent(this::insert);
        }
        tell(one, event);
        return go.verdict();
    }

    private void tell(Record one, TaskEvent event) {
        tellReady(one);
        if (event.kind() == TaskEvent.Kind.STOP_ASKED) {
            tell(new Signal.StopAsked(one.birth.handle()));
        }
        changed(one.birth.handle());
    }

    private void tell(Signal signal) {
        afterWrite.add(() -> listeners.forEach(listener -> listener.accept(signal)));
    }

    private void changed(Handle handle) {
        afterWrite.add(() -> feeds.getOrDefault(handle, List.of()).forEach(Feed::changed));
    }

    private void tellReady(Record one) {
        if (one.life.state() == TaskState.READY) {
            tell(new Signal.Ready(one.birth.queue()));
        }
    }

    private int sweep(
            Predicate<Record> which, Function<Record, Instant> order, BiFunction<Standing, Instant, Move.Go> decide) {
        List<Record> found = sorted(Comparator.comparing(order).thenComparingLong(Record::number), which).stream()
                .limit(Maintenance.BOUND)
                .toList();
        found.forEach(one -> apply(one, decide.apply(one.standing(), time.now())));
        return found.size();
    }

    private int purge(Instant now) {
        List<Record> over = sorted(
                        Comparator.comparing((Record one) -> purgeAt(one)).thenComparingLong(Record::number),
                        one -> !purgeAt(one).isAfter(now))
                .stream()
                .limit(Maintenance.BOUND)
                .toList();
        for (Record one : over) {
            tasks.remove(one.birth.handle());
            keys.values().remove(one);
            changed(one.birth.handle());
        }
        return over.size();
    }

    private Page<Record> page(Filter filter, @Nullable Cursor behind, int most) {
        long below = behind == null ? Long.MAX_VALUE : number(behind);
        List<Record> items = sorted(
                        Comparator.comparingLong(Record::number).reversed(),
                        one -> one.number < below && filter.matches(summary(one)))
                .stream()
                .limit(most)
                .toList();
        return new Page<>(
                items,
                items.size() < most ? null : new Cursor(items.getLast().birth.handle()));
    }

    private long number(Cursor behind) {
        Record record = tasks.get(behind.behind());
        if (record == null) {
            throw new IllegalArgumentException("the cursor's task is gone");
        }
        return record.number;
    }

    private List<Record> sorted(Comparator<Record> order, Predicate<Record> which) {
        return tasks.values().stream().filter(which).sorted(order).toList();
    }

    private Backlog backlog(String queue) {
        List<Record> all = tasks.values().stream()
                .filter(one -> one.birth.queue().equals(queue))
                .toList();
        Map<String, List<Long>> ready = new HashMap<>();
        all.stream()
                .filter(one -> isReady(one, queue))
                .forEach(one -> ready.computeIfAbsent(
                        one.birth.tenant(),
                        tenant -> IntStream.range(0, NewTask.PRIORITIES)
                                .mapToObj(priority -> all.stream()
                                        .filter(other -> isReady(other, queue)
                                                && other.birth.tenant().equals(tenant)
                                                && other.birth.priority() == priority)
                                        .count())
                                .toList()));
        return new Backlog(
                queue,
                ready,
                count(all, TaskState.SCHEDULED),
                count(all, TaskState.LEASED),
                count(all, TaskState.WAITING),
                all.stream()
                        .filter(one -> isReady(one, queue))
                        .map(one -> one.life.runAt())
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }

    private static long count(List<Record> all, TaskState state) {
        return all.stream().filter(one -> one.life.state() == state).count();
    }

    private static boolean isReady(Record one, String queue) {
        return one.life.state() == TaskState.READY && one.birth.queue().equals(queue);
    }

    private static boolean isOver(Record one, TaskState state, Instant now) {
        return one.life.state() == state && !one.life.runAt().isAfter(now);
    }

    private static Instant leaseEnd(Record one) {
        return one.life.lent() == null ? Instant.MIN : one.life.lent().until();
    }

    private static Instant deadline(Record one) {
        return one.life.deadline() == null ? Instant.MAX : one.life.deadline();
    }

    private static Instant purgeAt(Record one) {
        return one.life.purgeAt() == null ? Instant.MAX : one.life.purgeAt();
    }

    private static Task task(Record one) {
        Birth birth = one.birth;
        return new Task(
                birth.handle(),
                birth.tenant(),
                birth.queue(),
                birth.kind(),
                birth.priority(),
                one.life.attempt(),
                one.life.replays(),
                one.life.gaveUp(),
                one.life.created(),
                one.life.deadline(),
                birth.terms(),
                birth.input());
    }

    private TaskSummary summary(Record one) {
        Birth birth = one.birth;
        Life life = one.life;
        return new TaskSummary(
                birth.handle(),
                birth.tenant(),
                birth.queue(),
                birth.kind(),
                birth.priority(),
                life.state(),
                life.attempt(),
                birth.terms().retry().attemptsMost(),
                life.replays(),
                life.stop() != null,
                life.lent() == null ? "" : life.lent().worker(),
                life.reason(),
                life.created(),
                life.updated(),
                life.runAt(),
                life.deadline(),
                life.finished(),
                birth.parent());
    }
}
