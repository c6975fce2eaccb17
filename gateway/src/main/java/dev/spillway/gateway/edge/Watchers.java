package dev.spillway.gateway.edge;

import dev.spillway.gateway.loops.Loops;
import io.netty.channel.EventLoop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Those who listen for longer than a call takes: watchers of tasks and of health, and who waits for a task's end. A gateway that
 * ends tells them to come back, since it can't wait for them. Thread-safe.
 */
public final class Watchers {
    private final Set<Watcher> all = ConcurrentHashMap.newKeySet();
    private volatile boolean leaving;

    private record Watcher(EventLoop loop, Runnable leave) {}

    /**
     * Adds one, on its event loop.
     *
     * @param leave ends it; called on that loop, once at most, and at once if the gateway is ending
     * @return removes it; harmless if it is gone
     */
    public Runnable add(Runnable leave) {
        Watcher watcher = new Watcher(Loops.current().executor(), () -> leave.run());
        all.add(watcher);
        if (leaving) {
            tell(watcher);
        }
        return () -> all.remove(watcher);
    }

    /** Tells all of them, and those who come later. */
    public void leave() {
        leaving = true;
        all.forEach(this::tell);
    }

    private void tell(Watcher watcher) {
        if (all.remove(watcher)) {
            watcher.loop.execute(watcher.leave);
        }
    }
}
