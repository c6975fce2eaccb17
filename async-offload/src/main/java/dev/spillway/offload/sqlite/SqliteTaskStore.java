package dev.spillway.offload.sqlite;

import dev.spillway.core.Handle;
import dev.spillway.core.Time;
import dev.spillway.offload.Backlog;
import dev.spillway.offload.BulkReplay;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Capabilities;
import dev.spillway.offload.Claim;
import dev.spillway.offload.Command;
import dev.spillway.offload.Cursor;
import dev.spillway.offload.EnqueueUnknown;
import dev.spillway.offload.Enqueued;
import dev.spillway.offload.Feed;
import dev.spillway.offload.Filter;
import dev.spillway.offload.Handles;
import dev.spillway.offload.History;
import dev.spillway.offload.Lease;
import dev.spillway.offload.Maintenance;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.OutcomeUnknown;
import dev.spillway.offload.Page;
import dev.spillway.offload.Report;
import dev.spillway.offload.Signal;
import dev.spillway.offload.StoreRefused;
import dev.spillway.offload.StoreStatus;
import dev.spillway.offload.TaskStore;
import dev.spillway.offload.TaskSummary;
import dev.spillway.offload.TaskView;
import dev.spillway.offload.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The embedded task store: a SQLite database of this process's own.
 *
 * <p>Durable means that the log was synced: a write survives the loss of the process and of power. All writes go through
 * {@link Writer}, reads through {@link Reader}; both answer on the caller's context.
 */
public final class SqliteTaskStore implements TaskStore {
    private static final int SMALL = 512; // what a write without a payload takes up of a batch, in bytes

    private final VertxInternal vertx;
    private final StoreFiles files;
    private final Handles handles;
    private final Writer writer;
    private final Reader reader;
    private final Depths depths;
    private final Signals signals;
    private final Claims claims = new Claims();
    private final Capabilities capabilities;

    SqliteTaskStore(Vertx vertx, StoreFiles files, Time time, SqliteOptions options) {
        this.vertx = (VertxInternal) vertx;
        this.files = files;
        this.handles = files.handles();
        this.depths = files.depths();
        this.signals = new Signals();
        this.capabilities = new Capabilities("sqlite", false, options.inputBytesMost(), options.resultBytesMost());
        this.writer = new Writer(files, time, options, new Listener());
        this.reader = new Reader(files.views());
        writer.start();
    }

    /** Opens the store and recovers what is in it. Blocks: not for event loops. */
    public static SqliteTaskStore open(SqliteOptions options, Vertx vertx, Time time) throws IOException {
        return new SqliteTaskStore(vertx, StoreFiles.open(options, time, SqliteDisk::new), time, options);
    }

    @Override
    public Handle newHandle() {
        return handles.handle(handles.newPlace());
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public StoreStatus status() {
        return writer.status();
    }

    @Override
    public Future<Enqueued> enqueue(NewTask task) {
        Optional<Handles.Place> place = handles.place(task.handle());
        if (place.isEmpty()) {
            return Future.failedFuture(new IllegalArgumentException("the handle is not one of this store"));
        }
        if (task.input().length() > capabilities.inputBytesMost()) {
            return tooLarge("input", task.input(), capabilities.inputBytesMost());
        }
        Bytes key = Updates.key(task);
        return writer.admit(
                task.tenant(),
                tables -> Updates.enqueue(tables, task, place.get(), key),
                SMALL + task.input().length(),
                context(),
                cause -> new EnqueueUnknown(task.handle(), cause));
    }

    @Override
    public Future<List<Lease>> claim(Claim claim) {
        return writer.begin(
                tables -> claims.claim(tables, claim), claim.most() * SMALL, context(), OutcomeUnknown::new);
    }

    @Override
    public Future<Verdict> report(Lease lease, Report report) {
        Bytes payload = payload(report);
        if (payload.length() > capabilities.resultBytesMost()) {
            return tooLarge("result", payload, capabilities.resultBytesMost());
        }
        Work<Tables, Verdict> work = tables -> Updates.report(tables, lease, report);
        int bytes = SMALL + payload.length();
        return report instanceof Report.Progress // what ends no task may not take the room of what does
                ? writer.begin(work, bytes, context(), OutcomeUnknown::new)
                : write(work, bytes);
    }

    @Override
    public Future<Verdict> control(Handle handle, Command command) {
        Bytes payload = command instanceof Command.Complete(var _, var result) ? result : Bytes.EMPTY;
        return payload.length() > capabilities.resultBytesMost()
                ? tooLarge("result", payload, capabilities.resultBytesMost())
                : write(tables -> Updates.control(tables, handle, command), SMALL + payload.length());
    }

    /** Found by a reader, so that the writer need not search; decided by the writer, on what is then still so. */
    @Override
    public Future<Page<Handle>> replay(BulkReplay replay) {
        return read(views -> views.rows(replay.filter(), replay.behind(), replay.most()))
                .compose(page -> {
                    List<Row> fresh = page.items().stream()
                            .filter(row -> !row.life().replayId().equals(replay.id()))
                            .toList();
                    Future<List<Handle>> replayed = replay.dryRun()
                            ? Future.succeededFuture(
                                    fresh.stream().map(Row::handle).toList())
                            : writer.begin(
                                    tables -> Updates.replay(tables, replay, fresh),
                                    fresh.size() * SMALL,
                                    context(),
                                    OutcomeUnknown::new);
                    return replayed.map(done -> new Page<>(done, page.next()));
                });
    }

    @Override
    public Future<Optional<TaskView>> find(Handle handle) {
        return read(views -> views.find(handle));
    }

    @Override
    public Future<Page<TaskSummary>> list(Filter filter, @Nullable Cursor behind, int most) {
        return read(views -> views.list(filter, behind, most));
    }

    @Override
    public Future<Optional<History>> history(Handle handle, long afterSeq, int most) {
        return read(views -> views.history(handle, afterSeq, most));
    }

    @Override
    public Feed watch(Handle handle, long afterSeq) {
        ContextInternal context = context();
        Feed feed =
                new Feed((seq, most) -> reader.submit(views -> views.history(handle, seq, most), context), afterSeq);
        handles.place(handle).ifPresent(place -> signals.watch(place.row(), context, feed));
        return feed;
    }

    /** One write for each kind of sweep, so that none of them fills a batch alone. */
    @Override
    public Future<Maintenance> maintain() {
        List<Work<Tables, Integer>> sweeps = List.of(
                Sweeps::overlong,
                Sweeps::stopped,
                tables -> files.room().wasJustFull() ? 0 : Sweeps.lost(tables), // first its worker may report
                Sweeps::expired,
                Sweeps::gaveUp,
                Sweeps::due,
                Sweeps::purge);
        List<Future<Integer>> rounds = new ArrayList<>();
        sweeps.forEach(sweep -> rounds.add(write(sweep, Writer.BATCH_BYTES / 4)));
        return Future.all(rounds).map(all -> {
            List<Integer> counts = all.list();
            return new Maintenance(
                    counts.get(5),
                    counts.get(2),
                    counts.get(1),
                    counts.get(3),
                    counts.get(4),
                    counts.get(6),
                    counts.contains(Maintenance.BOUND));
        });
    }

    @Override
    public Future<List<Backlog>> backlog() {
        return read(views -> views.backlogs(depths));
    }

    @Override
    public Runnable listen(Consumer<Signal> listener) {
        return signals.listen(context(), listener);
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
        files.close();
    }

    /** How many feeds are open. */
    int watching() {
        return signals.watching();
    }

    private <T> Future<T> write(Work<Tables, T> work, int bytes) {
        return writer.submit(work, bytes, context(), OutcomeUnknown::new);
    }

    private <T> Future<T> read(Work<Views, T> work) {
        return reader.submit(work, context());
    }

    private ContextInternal context() {
        return vertx.getOrCreateContext();
    }

    private static Bytes payload(Report report) {
        return switch (report) {
            case Report.Succeed(var result) -> result;
            case Report.Progress(var data) -> data;
            case Report.Await(var _, var context) -> context;
            case Report.Extend _,
                    Report.Again _,
                    Report.Throttled _,
                    Report.Fail _,
                    Report.Release _,
                    Report.Stopped _ -> Bytes.EMPTY;
        };
    }

    private static <T> Future<T> tooLarge(String what, Bytes payload, int most) {
        return Future.failedFuture(new StoreRefused(
                StoreRefused.Reason.TOO_LARGE,
                "the " + what + " has " + payload + ", at most " + most + " are kept",
                Duration.ZERO));
    }

    private final class Listener implements Writer.Listener {
        @Override
        public void committed(Changes changes) {
            depths.add(changes.depths);
            signals.committed(changes);
        }

        @Override
        public void broke(String reason) {
            signals.broke(reason);
        }
    }
}
