package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Time;
import dev.spillway.gateway.edge.TaskDoor;
import dev.spillway.offload.Feed;
import dev.spillway.offload.TaskEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a task as server-sent events, each under its number, so that a reader can go on behind the last one.
 *
 * <p>A client that reads slowly is sent no more than it takes; what it has not read is read from the store again. The
 * stream ends with the task; who comes back behind the last event of a finished task is told to come no more (204).
 */
final class TaskEvents {
    private static final Duration BEAT = Duration.ofSeconds(15);

    /** When a reader should come back that was told to. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private static final int QUEUE_MOST = 16 << 10;

    private final Turn turn;
    private final Feed feed;
    private boolean begun;
    private Time.@Nullable Timer beat;

    private TaskEvents(Turn turn, Feed feed) {
        this.turn = turn;
        this.feed = feed;
    }

    /** Sends what comes until the task has ended, or the client has left. */
    static void send(Turn turn, Feed feed, Consumer<Throwable> refuse) {
        TaskEvents events = new TaskEvents(turn, feed);
        turn.onGone(events::leave);
        if (turn.isOver()) {
            return;
        }
        feed.pause();
        feed.exceptionHandler(cause -> {
            if (events.begun) {
                events.comeBack();
            } else {
                refuse.accept(cause);
            }
        });
        feed.endHandler(_ -> events.end());
        feed.handler(events::write);
        feed.fetch(1);
        events.beat();
    }

    private void write(TaskEvent event) {
        begin();
        turn.response()
                .write(Buffer.buffer("id: " + event.seq() + "\nevent: task\ndata: ")
                        .appendBuffer(TaskJson.write(TaskDoor.event(event)))
                        .appendString("\n\n"));
        if (turn.response().writeQueueFull()) {
            turn.response().drainHandler(_ -> feed.fetch(1));
        } else {
            feed.fetch(1);
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            turn.begin(200);
            turn.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                    .putHeader("x-accel-buffering", "no") // a proxy before us would collect events
                    .setChunked(true)
                    .setWriteQueueMaxSize(QUEUE_MOST);
        }
    }

    /** A comment now and then: whoever stands between sees that the connection lives, and we see where it does not. */
    private void beat() {
        beat = turn.time().after(BEAT, () -> {
            if (!turn.isOver()) {
                begin();
                turn.response().write(":\n\n");
                beat();
            }
        });
    }

    private void end() {
        leave();
        if (begun) {
            turn.end(Buffer.buffer());
        } else {
            turn.reply(204);
        }
    }

    /** Ends the stream before the task has; the reader goes on behind the last event that it has. */
    private void comeBack() {
        leave();
        turn.end(Buffer.buffer("retry: " + RETRY.toMillis() + "\n\n"));
    }

    private void leave() {
        feed.close();
        if (beat != null) {
            beat.cancel();
        }
    }
}
