package dev.spillway.gateway.backend.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.gateway.backend.BackendFixture;
import dev.spillway.gateway.backend.GrpcChannels;
import dev.spillway.gateway.backend.ScriptedNames;
import dev.spillway.gateway.backend.ScriptedNames.Manner;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.OpenInferenceConfig;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A model server is lost to no failure of name servers once its name was known. */
final class InferenceNamesTest extends BackendFixture {
    private static @Nullable ScriptedNames scripted;

    private final InferenceFaults server = stopped(new InferenceFaults());

    private static ScriptedNames names() {
        return Objects.requireNonNull(scripted);
    }

    @BeforeAll
    static void serve() {
        scripted = new ScriptedNames();
    }

    @AfterAll
    static void stop() {
        names().close();
    }

    @Override
    protected VertxOptions options() {
        return super.options().setAddressResolverOptions(names().options());
    }

    private GrpcChannels channels() {
        GrpcChannels channels = new GrpcChannels(loops, new Address("models.example.test", server.port()), null);
        stopped(channels::close);
        return channels;
    }

    private InferenceBackend backend(GrpcChannels channels) {
        OpenInferenceConfig config = InferenceConfigs.at(new Address("models.example.test", server.port()))
                .build();
        return watched(new InferenceBackend("intent", config, channels, null, time));
    }

    private Outcome ask(InferenceBackend backend) throws Exception {
        return await(run(backend, call(PATIENCE, Map.of("text", "where is it"))));
    }

    @Test
    void theLastGoodAddressServesWhenConnectionsEndWhileNoNameServerAnswers() throws Exception {
        names().manner(Manner.ANSWERS);
        GrpcChannels channels = channels();
        InferenceBackend backend = backend(channels);
        assertThat(ask(backend)).isInstanceOf(Outcome.Answer.class);
        for (Manner failing : List.of(Manner.KNOWS_NOTHING, Manner.IS_SILENT)) {
            names().manner(failing);
            int before = names().queries();
            do { // each time the channel forgets its connection and asks where the server is
                channels.reconnect();
                assertThat(ask(backend)).isInstanceOf(Outcome.Answer.class);
            } while (names().queries() <= before);
        }
    }

    @Test
    void aNameThatNoOneKnowsIsUnreachable() throws Exception {
        names().manner(Manner.KNOWS_NOTHING);
        assertThat(ask(backend(channels()))).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE);
            assertThat(failed.detail()).isEqualTo("the host's name can't be resolved");
        });
    }
}
