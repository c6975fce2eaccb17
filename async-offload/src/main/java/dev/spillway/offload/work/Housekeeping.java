package dev.spillway.offload.work;

import dev.spillway.core.Time;
import dev.spillway.offload.Maintenance;
import dev.spillway.offload.TaskStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls for the store's maintenance each second, and again at once while there is more of it. On one event loop. */
public final class Housekeeping {
    /** How late a due task, a lost lease or a deadline may be noticed. */
    public static final Duration EACH = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final TaskStore store;
    private final Time time;
    private final Consumer<Maintenance> observer;
    private Time.@Nullable Timer timer;
    private final Promise<Void> quiet = Promise.promise();
    private boolean underWay;
    private boolean stopped;
    private boolean troubled;

    /**
     * Housekeeping that has not started yet.
     *
     * @param observer hears what each round did
     */
    public Housekeeping(TaskStore store, Time time, Consumer<Maintenance> observer) {
        this.store = store;
        this.time = time;
        this.observer = observer;
    }

    /** Begins its rounds, unless it was stopped. */
    public void start() {
        if (stopped) {
            return;
        }
        underWay = true;
        store.maintain().onComplete(round -> {
            underWay = false;
            if (round.succeeded()) {
                troubled = false;
                observer.accept(round.result());
            } else if (!troubled) {
                troubled = true; // once, not each second
                LOG.warn("the task store can't be maintained: {}", String.valueOf(round.cause()));
            }
            boolean more = round.succeeded() && round.result().more();
            if (stopped) {
                quiet.tryComplete();
            } else {
                timer = time.after(more ? Duration.ZERO : EACH, this::start);
            }
        });
    }

    /** Begins no round any more. Completes when none is under way: from then on the store may be closed. */
    public Future<Void> stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
        if (!underWay) {
            quiet.tryComplete();
        }
        return quiet.future();
    }
}
