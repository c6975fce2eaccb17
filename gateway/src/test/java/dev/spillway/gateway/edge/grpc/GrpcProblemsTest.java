package dev.spillway.gateway.edge.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.edge.RetryDelay;
import dev.spillway.gateway.edge.Statuses;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrpcProblemsTest {
    @Test
    void retryInfoIsTheDelayThatTheOtherDoorTells() throws Exception {
        Problem problem = Statuses.of(
                new Outcome.Refused(Refusal.OVERLOADED, "too much", Duration.ofNanos(1_500_000_001), List.of()));
        var status = StatusProto.fromStatusAndTrailers(Status.UNAVAILABLE, GrpcProblems.trailers(problem, "id"));
        RetryInfo retry = null;
        for (Any detail : status.getDetailsList()) {
            if (detail.is(RetryInfo.class)) {
                retry = detail.unpack(RetryInfo.class);
            }
        }
        assertThat(retry).isNotNull();
        assertThat(retry.getRetryDelay().getSeconds()).isEqualTo(1);
        assertThat(retry.getRetryDelay().getNanos()).isEqualTo(501_000_000);
        assertThat(RetryDelay.of(problem)).isEqualTo(new RetryDelay(1_501));
    }
}
