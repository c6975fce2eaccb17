package dev.spillway.offload.callback;

import dev.spillway.offload.Bytes;
import dev.spillway.offload.CallbackEvent;
import io.vertx.core.Future;

/** Writes what a callback says. */
@FunctionalInterface
public interface CallbackBody {
    /** What a receiver may be sent at most, as Standard Webhooks advises. */
    int BYTES_MOST = 20_000;

    /** A JSON object of type, timestamp and data; always the same for the same event, and at most {@link #BYTES_MOST}. */
    Future<Bytes> write(CallbackEvent event);

    /** Says which task ended and how: whoever wants more asks with the handle. */
    static CallbackBody thin() {
        return event -> Future.succeededFuture(ThinBody.write(event));
    }
}
