package dev.spillway.gateway.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.layer.Within;
import dev.spillway.gateway.backend.ScriptedNames;
import dev.spillway.gateway.backend.ScriptedNames.Manner;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names that are looked up, with a name server that can fail. */
final class HostTest extends HttpFixture {
    private static @Nullable ScriptedNames scripted;

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

    private Outcome ask(HttpJsonBackend backend) throws Exception {
        return await(run(Layer.stack(List.of(new Within(PATIENCE, time)), backend), call()));
    }

    private HttpJsonBackend backend() {
        return backend(HttpConfigs.to("http://models.example.test:" + server.port() + "/"));
    }

    @Test
    void aNameIsResolved() throws Exception {
        names().manner(Manner.ANSWERS);
        assertThat(ask(backend())).isInstanceOf(Outcome.Answer.class);
        assertThat(server.seen().getFirst().headers()).containsEntry("host", "models.example.test:" + server.port());
    }

    @Test
    void aNameThatNoOneKnowsIsUnreachable() throws Exception {
        names().manner(Manner.KNOWS_NOTHING);
        assertThat(ask(backend()))
                .isEqualTo(Outcome.Failed.because(
                        Failure.UNREACHABLE, "can't connect: the host's name can't be resolved"));
    }

    @Test
    void aSilentNameServerCostsNoMoreThanTheCallHas() throws Exception {
        names().manner(Manner.IS_SILENT);
        var bounded = Layer.stack(List.of(new Within(Duration.ofMillis(100), time)), backend());
        assertThat(await(run(bounded, call())))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.TIMED_OUT));
    }

    @Test
    @Timeout(20)
    void theLastGoodAddressServesWhenTheNameServerFails() throws Exception {
        names().manner(Manner.ANSWERS);
        server.play(HttpFaults.reply(200, ANSWER, "Connection: close")); // so that each call connects
        HttpJsonBackend backend = backend();
        assertThat(ask(backend)).isInstanceOf(Outcome.Answer.class);
        for (Manner failing : List.of(Manner.KNOWS_NOTHING, Manner.IS_SILENT)) {
            names().manner(failing);
            int before = names().queries();
            do { // a call that comes while a look-up is under way joins it
                assertThat(ask(backend)).isInstanceOf(Outcome.Answer.class);
            } while (names().queries() <= before);
        }
    }
}
