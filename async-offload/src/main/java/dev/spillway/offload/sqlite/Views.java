package dev.spillway.offload.sqlite;

import dev.spillway.core.Handle;
import dev.spillway.offload.Backlog;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Cursor;
import dev.spillway.offload.Filter;
import dev.spillway.offload.Handles;
import dev.spillway.offload.History;
import dev.spillway.offload.Page;
import dev.spillway.offload.TaskEvent;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.TaskSummary;
import dev.spillway.offload.TaskView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be read. Confined to one thread. */
final class Views implements AutoCloseable {
    /** How many tasks one page looks through at most. */
    static final int SCAN = 2_000;

    private final Session session;
    private final Handles handles;
    private final Row.Columns columns;

    Views(Session session, Handles handles) {
        this.session = session;
        this.handles = handles;
        this.columns = new Row.Columns(handles, new TermsText());
    }

    Optional<TaskView> find(Handle handle) throws SQLException {
        Optional<Row> found = row(handle);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Row row = found.get();
        long rid = row.place().row();
        Bytes input = session.sql("SELECT input FROM task_input WHERE rid = ?")
                .put(rid)
                .first(one -> Bytes.owned(one.getBytes(1)))
                .orElse(Bytes.EMPTY);
        return Optional.of(new TaskView(
                row.summary(), row.life().lastSeq(), input, output("result", rid), output("progress", rid)));
    }

    Page<TaskSummary> list(Filter filter, @Nullable Cursor behind, int most) throws SQLException {
        Page<Row> rows = rows(filter, behind, most);
        return new Page<>(rows.items().stream().map(Row::summary).toList(), rows.next());
    }

    /** Looks through the smallest index that holds all of the filter's tasks. */
    Page<Row> rows(Filter filter, @Nullable Cursor behind, int most) throws SQLException {
        long below = below(behind);
        List<Row> scanned = scan(filter, below);
        List<Row> items = new ArrayList<>();
        for (Row row : scanned) {
            if (filter.matches(row.summary())) {
                items.add(row);
                if (items.size() == most) {
                    return new Page<>(items, new Cursor(row.handle()));
                }
            }
        }
        return new Page<>(
                items,
                scanned.size() < SCAN ? null : new Cursor(scanned.getLast().handle()));
    }

    Optional<History> history(Handle handle, long afterSeq, int most) throws SQLException {
        Optional<Row> row = row(handle);
        if (row.isEmpty()) {
            return Optional.empty();
        }
        List<TaskEvent> events = session.sql("""
            SELECT seq, at, kind, state, attempt, actor, reason, data FROM task_event
            WHERE rid = ? AND seq > ? ORDER BY seq LIMIT ?\
            """)
                .put(row.get().place().row())
                .put(afterSeq)
                .put(most)
                .list(Views::event);
        Row found = row.get();
        return Optional.of(new History(found.life().state(), found.life().lastSeq(), events));
    }

    List<Backlog> backlogs(Depths depths) throws SQLException {
        return depths.backlogs(session);
    }

    /** All statements prepared so far. */
    Set<String> statements() {
        return session.statements();
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }

    private Optional<Row> row(Handle handle) throws SQLException {
        Optional<Handles.Place> place = handles.place(handle);
        return place.isEmpty()
                ? Optional.empty()
                : session.sql("SELECT " + Row.COLUMNS + " FROM task WHERE rid = ?")
                        .put(place.get().row())
                        .first(columns)
                        .filter(row -> row.place().secret().equals(place.get().secret()));
    }

    private long below(@Nullable Cursor behind) {
        return behind == null
                ? Long.MAX_VALUE
                : handles.place(behind.behind())
                        .orElseThrow(() -> new IllegalArgumentException("the cursor is not one of this store"))
                        .row();
    }

    private List<Row> scan(Filter filter, long below) throws SQLException {
        String select = "SELECT " + Row.COLUMNS + " FROM task ";
        String tail = "rid < ? ORDER BY rid DESC LIMIT " + SCAN;
        Handle parent = filter.parent();
        Sql sql;
        if (parent != null) {
            sql = session.sql(select + "INDEXED BY task_parent WHERE parent = ? AND " + tail)
                    .put(parent.value());
        } else if (filter.states().equals(Set.of(TaskState.DEAD))) {
            sql = session.sql(select + "INDEXED BY task_dead WHERE state = 7 AND " + tail);
        } else if (filter.states().equals(Set.of(TaskState.WAITING))) {
            sql = session.sql(select + "INDEXED BY task_parked WHERE state = 3 AND " + tail);
        } else if (filter.tenant() != null) {
            sql = session.sql(select + "INDEXED BY task_mine WHERE tenant = ? AND " + tail)
                    .put(filter.tenant());
        } else {
            sql = session.sql(select + "NOT INDEXED WHERE " + tail);
        }
        return sql.put(below).list(columns);
    }

    private @Nullable Bytes output(String column, long rid) throws SQLException {
        return session.sql("SELECT " + column + " FROM task_output WHERE rid = ? AND " + column + " IS NOT NULL")
                .put(rid)
                .first(row -> Bytes.owned(row.getBytes(1)))
                .orElse(null);
    }

    private static TaskEvent event(ResultSet row) throws SQLException {
        byte[] data = row.getBytes(8);
        return new TaskEvent(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                TaskEvent.Kind.of(row.getInt(3)),
                TaskState.of(row.getInt(4)),
                row.getInt(5),
                row.getString(6),
                row.getString(7),
                data == null ? null : Bytes.owned(data));
    }
}
