package dev.spillway.gateway.backend.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.DebugInfo;
import com.google.rpc.RetryInfo;
import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.RetryAfter;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GrpcRetryTest {
    private static final Status BUSY = Status.RESOURCE_EXHAUSTED.withDescription("queue full");

    private static Metadata pushback(String millis) {
        Metadata trailers = new Metadata();
        trailers.put(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER), millis);
        return trailers;
    }

    private static Metadata info(long seconds, int nanos) {
        RetryInfo info = RetryInfo.newBuilder()
                .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(seconds)
                        .setNanos(nanos))
                .build();
        com.google.rpc.Status status = com.google.rpc.Status.newBuilder()
                .setCode(BUSY.getCode().value())
                .addDetails(Any.pack(DebugInfo.getDefaultInstance()))
                .addDetails(Any.pack(info))
                .build();
        return Objects.requireNonNull(
                StatusProto.toStatusRuntimeException(status).getTrailers());
    }

    @Test
    void bothFormsAreRead() {
        assertThat(GrpcRetry.after(BUSY, pushback("700"))).isEqualTo(Duration.ofMillis(700));
        assertThat(GrpcRetry.after(BUSY, info(2, 500_000_000))).isEqualTo(Duration.ofMillis(2_500));
    }

    @Test
    void whatIsUnboundedNegativeOrUnreadableIsHarmless() {
        assertThat(GrpcRetry.after(BUSY, info(Long.MAX_VALUE, 0))).isEqualTo(RetryAfter.MAX);
        assertThat(GrpcRetry.after(BUSY, info(Long.MIN_VALUE, 0))).isZero();
        assertThat(GrpcRetry.after(BUSY, pushback("-1"))).isZero();
        Metadata broken = new Metadata();
        broken.put(
                Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
                "no message".getBytes(StandardCharsets.UTF_8));
        assertThat(GrpcRetry.after(BUSY, broken)).isZero();
        assertThat(GrpcRetry.after(BUSY, new Metadata())).isZero();
    }

    @Test
    void whoIsUnavailableAndSaysForHowLongHasTooMuchToDo() {
        Outcome.Failed failed = Outcome.Failed.because(Failure.BACKEND_ERROR, "UNAVAILABLE");
        assertThat(GrpcRetry.told(failed, Status.UNAVAILABLE, new Metadata())).isEqualTo(failed);
        assertThat(GrpcRetry.told(failed, Status.UNAVAILABLE, pushback("1200")))
                .isEqualTo(Outcome.Failed.because(
                        Failure.THROTTLED, "UNAVAILABLE, to be retried after 2 s", Duration.ofMillis(1_200)));
    }
}
