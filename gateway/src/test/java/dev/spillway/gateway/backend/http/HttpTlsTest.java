package dev.spillway.gateway.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.layer.Within;
import dev.spillway.gateway.backend.Certificates;
import dev.spillway.gateway.backend.RawServer;
import dev.spillway.gateway.config.ClientTlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a backend trusts. */
final class HttpTlsTest extends HttpFixture {
    @TempDir
    private Path folder = Path.of("");

    private HttpFaults serve(Certificates certificates) throws Exception {
        return stopped(new HttpFaults(ANSWER, certificates.sockets()));
    }

    private Outcome ask(HttpFaults server, @Nullable Path authorities, @Nullable String name) throws Exception {
        HttpConfigs config =
                HttpConfigs.to("https://127.0.0.1:" + server.port() + "/").tls(new ClientTlsConfig(authorities, name));
        return await(run(backend(config), call()));
    }

    private static void assertUntrusted(Outcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE);
            assertThat(failed.detail()).contains("TLS");
        });
    }

    @Test
    void aServerOfAGivenAuthorityIsTrusted() throws Exception {
        Certificates certificates = Certificates.of(folder, "ip:127.0.0.1");
        HttpFaults secure = serve(certificates);
        assertThat(ask(secure, certificates.authority(), null)).isInstanceOf(Outcome.Answer.class);
    }

    @Test
    void aServerOfNoKnownAuthorityIsNot() throws Exception {
        HttpFaults secure = serve(Certificates.of(folder, "ip:127.0.0.1"));
        assertUntrusted(ask(secure, null, null));
        assertThat(secure.requests()).isZero();
    }

    @Test
    void aCertificateMustBearTheServersName() throws Exception {
        Certificates certificates = Certificates.of(folder, "dns:models.internal");
        HttpFaults secure = serve(certificates);
        assertUntrusted(ask(secure, certificates.authority(), null));
        assertUntrusted(ask(secure, certificates.authority(), "other.internal"));
        assertThat(secure.requests()).isZero();
        assertThat(ask(secure, certificates.authority(), "models.internal")).isInstanceOf(Outcome.Answer.class);
        assertThat(secure.seen().getFirst().headers()).containsEntry("host", "127.0.0.1:" + secure.port());
    }

    @Test
    void aHandshakeThatStallsCountsForTheTotalTime() throws Exception {
        RawServer silent =
                stopped(new RawServer(socket -> socket.getInputStream().readAllBytes()));
        HttpConfigs config =
                HttpConfigs.to("https://127.0.0.1:" + silent.port() + "/").most(Duration.ofMillis(150));
        var bounded = Layer.stack(List.of(new Within(Duration.ofMillis(100), time)), backend(config));
        assertThat(await(run(bounded, call())))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.TIMED_OUT));
        eventually(() -> silent.open() == 0);
    }

    @Test
    void clearTextBehindAnEncryptedUrlIsNoAnswer() throws Exception {
        assertThat(ask(server, null, null))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE));
    }
}
