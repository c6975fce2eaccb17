package dev.spillway.offload.work;

import dev.spillway.core.Handle;
import dev.spillway.core.Time;
import dev.spillway.offload.BulkReplay;
import dev.spillway.offload.Page;
import dev.spillway.offload.TaskStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/**
 * Replays many tasks without flooding their backends: a page, then a pause. What is interrupted is run again under the same
 * id and goes on with the rest.
 *
 * @param perSecond tasks, 1 or more
 */
public record BulkReplays(TaskStore store, Time time, int perSecond) {
    public BulkReplays {
        if (perSecond < 1) {
            throw new IllegalArgumentException("a rate is 1 a second or more, not " + perSecond);
        }
    }

    /** Replays page after page; tells how many tasks were begun anew, or would be. */
    public Future<Integer> run(BulkReplay first) {
        Promise<Integer> done = Promise.promise();
        page(first, 0, done);
        return done.future();
    }

    private void page(BulkReplay replay, int before, Promise<Integer> done) {
        store.replay(replay).onComplete(result -> {
            if (result.failed()) {
                done.fail(result.cause());
                return;
            }
            Page<Handle> page = result.result();
            int count = before + page.items().size();
            if (page.next() == null) {
                done.complete(count);
                return;
            }
            BulkReplay next = replay.next(page.next());
            Duration pause = replay.dryRun()
                    ? Duration.ZERO
                    : Duration.ofSeconds(1).multipliedBy(page.items().size()).dividedBy(perSecond);
            time.after(pause, () -> page(next, count, done));
        });
    }
}
