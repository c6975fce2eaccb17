package dev.spillway.gateway.backend.inference;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.RetryAfter;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When to come back, as a gRPC server says it: a RetryInfo among the status' details, or grpc-retry-pushback-ms. */
final class GrpcRetry {
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private GrpcRetry() {}

    /** The failure with what its trailers add: who is unavailable and says for how long has too much to do. */
    static Outcome.Failed told(Outcome.Failed failed, Status status, Metadata trailers) {
        Duration wait = after(status, trailers);
        if (wait.isZero()) {
            return failed;
        }
        boolean busy = status.getCode() == Status.Code.UNAVAILABLE && failed.why() == Failure.BACKEND_ERROR;
        return new Outcome.Failed(
                busy ? Failure.THROTTLED : failed.why(),
                failed.detail() + ", to be retried after "
                        + wait.plusNanos(999_999_999).toSeconds() + " s",
                failed.partial(),
                wait);
    }

    /** Zero if the server does not say, or says that no repeat is wanted. */
    static Duration after(Status status, Metadata trailers) {
        Duration pushback = RetryAfter.ofMillis(trailers.get(PUSHBACK)); // a negative one is none
        RetryInfo info = pushback.isZero() ? info(status, trailers) : null;
        return info == null
                ? pushback
                : RetryAfter.bounded(Duration.ofSeconds(
                        Math.clamp(info.getRetryDelay().getSeconds(), -1, RetryAfter.MAX.toSeconds()),
                        info.getRetryDelay().getNanos()));
    }

    private static @Nullable RetryInfo info(Status status, Metadata trailers) {
        try {
            com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
            if (details != null) {
                for (Any detail : details.getDetailsList()) {
                    if (detail.is(RetryInfo.class)) {
                        return detail.unpack(RetryInfo.class);
                    }
                }
            }
            return null;
        } catch (InvalidProtocolBufferException | IllegalArgumentException unreadable) {
            return null;
        }
    }
}
