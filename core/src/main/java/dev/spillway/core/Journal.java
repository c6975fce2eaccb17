package dev.spillway.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The append-only list of what happened to a call. The reply's steps, the spans, the metrics and the audit record are all
 * views of it; nothing else collects them.
 *
 * <p>Confined to the call's event loop. A journal is seen from an entry: what begins in it stands under that entry.
 */
public final class Journal {
    private static final class Log {
        final Time time;
        final long beganNanos;
        final List<Entry> entries = new ArrayList<>(8);
        boolean sealed;

        Log(Time time, long beganNanos) {
            this.time = time;
            this.beganNanos = beganNanos;
        }
    }

    private final Log log;
    private final @Nullable Entry under;

    private Journal(Log log, @Nullable Entry under) {
        this.log = log;
        this.under = under;
    }

    /** A journal that begins now. */
    public static Journal beginning(Time time) {
        return beginning(time, time.nanos());
    }

    /** A journal that began when the request arrived. */
    public static Journal beginning(Time time, long arrivalNanos) {
        return new Journal(new Log(time, arrivalNanos), null);
    }

    /** Appends an entry that runs from now until it is ended. */
    public Entry begin(Entry.Kind kind, String name, Budget budget) {
        long now = log.time.nanos();
        Entry entry = new Entry(
                kind,
                path(name),
                now - log.beganNanos,
                Math.max(0, budget.deadlineNanos() - now),
                this::sinceBeginning);
        if (!log.sealed) {
            log.entries.add(entry);
        }
        return entry;
    }

    /** Appends what was not even started, and why. */
    public void skip(Entry.Kind kind, String name, String reason, String detail) {
        Entry entry = new Entry(kind, path(name), sinceBeginning(), 0, this::sinceBeginning);
        entry.end(Entry.Status.SKIPPED, reason, detail);
        if (!log.sealed) {
            log.entries.add(entry);
        }
    }

    /** The same journal, seen from one of its entries. */
    public Journal under(Entry entry) {
        return new Journal(log, entry);
    }

    /** The entry that this journal is seen from; null at its root. */
    public @Nullable Entry entry() {
        return under;
    }

    /** What happened so far, in order of start. A live view, for the call's event loop only. */
    public List<Entry> entries() {
        return Collections.unmodifiableList(log.entries);
    }

    /** What happened so far, fixed; without routes, and without what says that the work is detached. */
    public Snapshot snapshot() {
        List<Entry> fixed = new ArrayList<>(log.entries.size());
        for (Entry entry : log.entries) {
            if (entry.kind() != Entry.Kind.ROUTE) {
                fixed.add(entry.copy(entry.path(), entry.startNanos(), true));
            }
        }
        return new Snapshot(log.beganNanos, List.copyOf(fixed));
    }

    /**
     * Appends what happened to work that this call shared with others. No observer hears of it: one has, where it happened.
     *
     * @param paid whether this call paid for it; where it did not, the entries cost nothing here
     */
    public void adopt(Snapshot shared, boolean paid) {
        if (log.sealed) {
            return;
        }
        long laterNanos = shared.beganNanos() - log.beganNanos;
        for (Entry entry : shared.entries()) {
            long startNanos = Math.max(0, entry.startNanos() + laterNanos); // it may have begun before this call
            log.entries.add(entry.copy(path(entry.path()), startNanos, paid));
        }
    }

    /** Nanoseconds since the journal began. */
    public long sinceBeginning() {
        return log.time.nanos() - log.beganNanos;
    }

    /** Closes the journal: the reply is out, and what comes later is no longer part of it. */
    public void seal() {
        log.sealed = true;
    }

    /** A journal for work that outlives the call, beginning with the reason. */
    Journal detached(String reason) {
        Journal own = beginning(log.time);
        own.skip(Entry.Kind.ROUTE, "detached", "detached", reason);
        return own;
    }

    private String path(String name) {
        return under == null || under.kind() == Entry.Kind.ROUTE ? name : under.path() + "/" + name;
    }
}
