package dev.spillway.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of a call, as a tree.
 *
 * <p>A scope ends once, either because its work is complete ({@link #end}) or because no one wants it any more
 * ({@link #cancel}); its forks end with it, before it. What was registered last is done first. Vert.x futures can't be
 * cancelled, so work that can be registers with {@link #onCancel}; permits, timers and reservations are released by
 * {@link #onEnd}, which comes after the last token and after a cancellation alike.
 *
 * <p>Confined to the call's event loop.
 */
public final class Scope {
    private enum State {
        OPEN,
        CANCELLED,
        ENDED
    }

    private record Task(boolean onCancelOnly, Runnable action) {}

    private final @Nullable Scope parent;
    private final List<Object> held = new ArrayList<>(4); // tasks and forks, in order of arrival
    private State state = State.OPEN;

    private Scope(@Nullable Scope parent) {
        this.parent = parent;
    }

    /** A scope without a parent: a request's, or that of work which outlives its caller. */
    public static Scope root() {
        return new Scope(null);
    }

    /** A scope that ends with this one at the latest. Born cancelled where this one is over. */
    public Scope fork() {
        Scope child = new Scope(this);
        if (isOver()) {
            child.state = State.CANCELLED;
        } else {
            held.add(child);
        }
        return child;
    }

    /** Runs the task when the scope is cancelled; at once where it already was; never where it ended in order. */
    public void onCancel(Runnable task) {
        register(new Task(true, task));
    }

    /** Runs the task when the scope is over, in whichever way; at once where it already is. */
    public void onEnd(Runnable task) {
        register(new Task(false, task));
    }

    /** Whether the scope was cancelled. */
    public boolean isCancelled() {
        return state == State.CANCELLED;
    }

    /** Whether the scope has ended, in whichever way. */
    public boolean isOver() {
        return state != State.OPEN;
    }

    /** Says that no one wants the work any more. Asks it to stop; the deadline bounds it. Harmless when over. */
    public void cancel() {
        finish(State.CANCELLED);
    }

    /** Says that the work is complete. Forks that are still open are cancelled: no one waits for them. */
    public void end() {
        finish(State.ENDED);
    }

    private void register(Task task) {
        if (!isOver()) {
            held.add(task);
        } else if (!task.onCancelOnly || isCancelled()) {
            task.action.run();
        }
    }

    private void finish(State how) {
        if (isOver()) {
            return;
        }
        state = how;
        if (parent != null && !parent.isOver()) {
            parent.held.remove(this); // so that a long-lived parent keeps no dead forks
        }
        Throwable bug = null;
        for (Object one : held.reversed()) {
            bug = finish(one, bug);
        }
        held.clear();
        switch (bug) { // only now that every other task has run
            case null -> {}
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new IllegalStateException(bug);
        }
    }

    private @Nullable Throwable finish(Object one, @Nullable Throwable earlier) {
        try {
            if (one instanceof Scope fork) {
                fork.cancel();
            } else if (one instanceof Task task && (!task.onCancelOnly || isCancelled())) {
                task.action.run();
            }
            return earlier;
        } catch (Throwable bug) { // whatever it is, the other tasks must still give back what they hold
            Fatal.endIf(bug);
            if (earlier == null) {
                return bug;
            }
            if (!earlier.equals(bug)) {
                earlier.addSuppressed(bug);
            }
            return earlier;
        }
    }

    @Override
    public String toString() {
        return state + " scope that holds " + held.size();
    }
}
