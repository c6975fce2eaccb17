package dev.spillway.gateway.backend.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.gateway.backend.BackendFixture;
import dev.spillway.gateway.backend.GrpcChannels;
import dev.spillway.gateway.backend.inference.Refusing.Manner;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.TensorConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call that a server surely did nothing with is sent again, and any other is not. */
final class InferenceResendTest extends BackendFixture {
    private static final TensorConfig TYPED = new TensorConfig(null, TensorConfig.Datatype.BYTES, List.of(1), Map.of());

    private final InferenceFaults server = stopped(new InferenceFaults());

    private InferenceBackend backend(Refusing front) {
        OpenInferenceConfig config = InferenceConfigs.at(new Address("127.0.0.1", front.port()))
                .inputs(Map.of("text", TYPED)) // so that its metadata is not asked for
                .build();
        GrpcChannels channels = new GrpcChannels(loops, config.address(), null);
        stopped(channels::close);
        return watched(new InferenceBackend("intent", config, channels, null, time));
    }

    private Call call() {
        return call(PATIENCE, Map.of("text", "where is it"));
    }

    @Test
    void whatAGoawayLeftUnprocessedIsSentAgain() throws Exception {
        Refusing front = stopped(new Refusing(Manner.GOAWAY_BELOW_THE_STREAM, 1, server.port()));
        Call call = call();
        assertThat(await(run(backend(front), call))).isInstanceOf(Outcome.Answer.class);
        assertThat(front.refused()).isEqualTo(1);
        assertThat(server.requests()).isEqualTo(1);
        assertThat(call.purse().spent()).as("paid once").isEqualTo(new Money(1000));
    }

    @ParameterizedTest
    @EnumSource(names = {"GOAWAY_BELOW_THE_STREAM", "REFUSED_STREAM"})
    void whatIsNeverProcessedIsSentTwiceAndCostsNothing(Manner manner) throws Exception {
        Refusing front = stopped(new Refusing(manner, 100, server.port()));
        Call call = call();
        assertThat(await(run(backend(front), call)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE));
        assertThat(front.refused()).isEqualTo(2);
        assertThat(call.purse().spent()).isEqualTo(Money.ZERO);
    }

    @Test
    void whatMayHaveBeenProcessedIsNotSentAgain() throws Exception {
        Refusing front = stopped(new Refusing(Manner.GOAWAY_WITH_THE_STREAM, 1, server.port()));
        Call call = call();
        assertThat(await(run(backend(front), call)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.BACKEND_ERROR));
        assertThat(server.requests()).isZero();
        assertThat(call.purse().spent()).isEqualTo(new Money(1000));
    }
}
