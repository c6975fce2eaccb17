package dev.spillway.gateway.edge;

import dev.spillway.core.Priority;
import dev.spillway.core.Wish;
import dev.spillway.proto.v1.Metadata;
import dev.spillway.proto.v1.Offload;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Parts of the contract's requests in the words of the core. */
public final class Messages {
    private Messages() {}

    /** Null where none is given. */
    public static @Nullable Priority priority(Metadata metadata) {
        return switch (metadata.getPriority()) {
            case PRIORITY_LOW -> Priority.LOW;
            case PRIORITY_NORMAL -> Priority.NORMAL;
            case PRIORITY_HIGH -> Priority.HIGH;
            case PRIORITY_CRITICAL -> Priority.CRITICAL;
            case PRIORITY_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    }

    /** Null where none is given. */
    public static @Nullable String idempotencyKey(Metadata metadata) {
        return metadata.getIdempotencyKey().isEmpty() ? null : metadata.getIdempotencyKey();
    }

    /** What a request wishes of a durable task. */
    public static Wish wish(Offload offload) {
        return wish(
                offload,
                switch (offload.getMode()) {
                    case MODE_ALSO -> Wish.Mode.ALSO;
                    case MODE_ONLY -> Wish.Mode.ONLY;
                    case MODE_UNSPECIFIED, UNRECOGNIZED -> Wish.Mode.ROUTE;
                },
                null);
    }

    static Wish wish(Offload offload, Wish.Mode mode, Wish.@Nullable Hold hold) {
        return new Wish(
                mode,
                offload.getCallback().isEmpty() ? null : offload.getCallback(),
                offload.hasDeadline() ? duration(offload.getDeadline()) : null,
                offload.hasPriority() ? offload.getPriority() : null,
                offload.getAttempts() == 0 ? null : offload.getAttempts(),
                hold);
    }

    static Duration duration(com.google.protobuf.Duration duration) {
        return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }
}
