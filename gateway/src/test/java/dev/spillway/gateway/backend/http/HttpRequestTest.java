package dev.spillway.gateway.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Purse;
import dev.spillway.core.Refusal;
import dev.spillway.gateway.backend.BackendTck.Behaviour;
import dev.spillway.gateway.backend.Credentials;
import dev.spillway.gateway.backend.RawServer;
import dev.spillway.gateway.config.CredentialsConfig;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.PriceConfig;
import dev.spillway.gateway.config.UsageConfig;
import dev.spillway.gateway.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to the server, and what is paid for it. */
final class HttpRequestTest extends HttpFixture {

    @Test
    void theInputTravelsAsJson() throws Exception {
        await(run(backend(config("/classify")), call()));
        HttpFaults.Request request = server.seen().getFirst();
        assertThat(request.line()).isEqualTo("POST /classify HTTP/1.1");
        assertThat(request.body()).isEqualTo("{\"text\":\"where is it\"}");
        assertThat(request.headers())
                .containsEntry("host", "127.0.0.1:" + server.port())
                .containsEntry("content-type", "application/json")
                .containsEntry("accept", "application/json")
                .containsEntry("content-length", "22");
    }

    @Test
    void aGetRequestHasNoBody() throws Exception {
        HttpConfigs config = config("/orders/{id}?x={x}").method(HttpJsonConfig.Method.GET);
        await(run(backend(config), call(PATIENCE, Map.of("id", "a/b\r\n", "x", 3.0))));
        HttpFaults.Request request = server.seen().getFirst();
        assertThat(request.line()).isEqualTo("GET /orders/a%2Fb%0D%0A?x=3 HTTP/1.1");
        assertThat(request.body()).isEmpty();
        assertThat(request.headers()).doesNotContainKeys("content-type", "transfer-encoding");
    }

    @Test
    void wholeNumbersAreWrittenWhole() throws Exception {
        await(run(backend(config("/")), call(PATIENCE, Map.of("n", List.of(5.0, 1e8, 5L, 9007199254740993L, 0.5)))));
        assertThat(server.seen().getFirst().body()).isEqualTo("{\"n\":[5,100000000,5,9007199254740993,0.5]}");
    }

    @Test
    void aTemplateMakesTheBody() throws Exception {
        HttpConfigs config = config("/")
                .body(Map.of(
                        "inputs", List.of(Map.of("name", "'text'", "shape", List.of(1L), "data", "[input.text]")),
                        "words", "size(input.text.split(' '))",
                        "trace", "input.?trace"));
        await(run(backend(config), call()));
        assertThat(Json.read(server.seen().getFirst().body().getBytes(UTF_8)))
                .isEqualTo(Map.of(
                        "inputs",
                        List.of(Map.of("name", "text", "shape", List.of(1L), "data", List.of("where is it"))),
                        "words",
                        3L));
    }

    @Test
    void anInputThatFitsNoBodyIsRefusedAndNothingIsSent() throws Exception {
        HttpJsonBackend backend = backend(config("/").body(Map.of("a", "input.absent")));
        assertThat(await(run(backend, call()))).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(Refusal.INVALID);
            assertThat(refused.violations().toString()).contains("absent").doesNotContain("where is it");
        });
        HttpJsonBackend plain = backend(config("/"));
        assertThat(await(run(plain, call(PATIENCE, Map.of("x", Double.NaN))))).isInstanceOf(Outcome.Refused.class);
        assertThat(server.accepted()).isZero();
    }

    @Test
    void aTemplateThatCantBeIsRefusedWhenItIsCompiled() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpJsonPlan.of(
                        config("/").body(Map.of("a", "request.text")).build()))
                .withMessageStartingWith("body: ")
                .withMessageContaining("request");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpJsonPlan.of(config("/")
                        .method(HttpJsonConfig.Method.GET)
                        .body(Map.of("a", "input.a"))
                        .build()))
                .withMessageStartingWith("body: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpJsonPlan.of(config("/").connections(0).build()))
                .withMessageStartingWith("connections: ");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> HttpJsonPlan.of(config("/").readiness("health").build()))
                .withMessageStartingWith("readiness: ");
    }

    @Test
    void traceAndBudgetTravelAlong() throws Exception {
        await(run(backend(config("/")), calls().call(Duration.ofSeconds(10))));
        Map<String, String> headers = server.seen().getFirst().headers();
        assertThat(headers)
                .containsEntry("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .doesNotContainKey("tracestate");
        assertThat(headers.get("spillway-budget")).matches("[0-9]{4}ms");
    }

    @Test
    void configuredHeadersAndCredentialsTravelAlong() throws Exception {
        Credentials credentials =
                Credentials.read(new CredentialsConfig("authorization", "Bearer ", "KEY", null), _ -> "s3cret");
        HttpConfigs config = config("/").headers(Map.of("X-Model", "a", "Accept", "application/vnd.a+json"));
        await(run(backend(config, credentials), call()));
        assertThat(server.seen().getFirst().headers())
                .containsEntry("authorization", "Bearer s3cret")
                .containsEntry("x-model", "a")
                .containsEntry("accept", "application/vnd.a+json");
    }

    @ParameterizedTest
    @CsvSource({"Host, a", "Content-Length, 1", "transfer-encoding, chunked", "x y, a", "traceparent, a", "'', a"})
    void headersThatAreNotForTheConfigurationAreRefused(String name, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        HttpJsonPlan.of(config("/").headers(Map.of(name, value)).build()))
                .withMessageContaining("headers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nx: y", "a\nb", "ä", "a\u0000"})
    void headersThatWouldSplitTheRequestAreRefused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpJsonPlan.of(
                        config("/").headers(Map.of("x-a", value)).build()))
                .withMessageContaining("x-a");
    }

    @Test
    void anInputThatFitsNoUrlIsRefusedAndNothingIsSent() throws Exception {
        HttpConfigs config = config("/orders/{id}").method(HttpJsonConfig.Method.GET);
        assertThat(await(run(backend(config), call(PATIENCE, Map.of("id", "..")))))
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                    assertThat(refused.why()).isEqualTo(Refusal.INVALID);
                    assertThat(refused.violations())
                            .singleElement()
                            .satisfies(
                                    violation -> assertThat(violation.field()).isEqualTo("input.id"));
                });
        assertThat(server.accepted()).isZero();
    }

    @Test
    void anEmptyPurseIsRefusedAndNothingIsSent() throws Exception {
        var call = calls().purse(Purse.of(new Money(999))).call(PATIENCE);
        assertThat(await(run(backend(config("/")), call)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.NO_MONEY));
        assertThat(server.accepted()).isZero();
    }

    @Test
    void whatWasUsedIsPaid() throws Exception {
        server.play(HttpFaults.reply(200, "{\"usage\": {\"in\": 10, \"out\": 2}}"));
        HttpConfigs config = config("/")
                .price(new PriceConfig(new Money(1000), new Money(10), new Money(100)))
                .usage(new UsageConfig("/usage/in", "/usage/out"));
        var call = call();
        await(run(backend(config), call));
        assertThat(call.purse().spent()).isEqualTo(new Money(1300));
    }

    @Test
    void aCancelledAttemptIsPaidFor() throws Exception {
        server.behave(Behaviour.STALLS);
        var call = call();
        var outcome = run(backend(config("/")), call);
        eventually(() -> server.requests() == 1);
        onLoop(() -> call.scope().cancel());
        await(outcome);
        assertThat(call.purse().spent()).isEqualTo(new Money(1000));
    }

    @Test
    void theReadinessPathIsAsked() throws Exception {
        var ready = backend(config("/classify").readiness("/health?deep=1"));
        assertThat(await(on(0, () -> ready.health(PATIENCE))).ready()).isTrue();
        assertThat(server.seen().getFirst().line()).isEqualTo("GET /health?deep=1 HTTP/1.1");

        server.play(HttpFaults.reply(503, "{}"));
        assertThat(await(on(0, () -> ready.health(PATIENCE))))
                .satisfies(health -> assertThat(health.ready()).isFalse())
                .satisfies(health -> assertThat(health.detail()).isEqualTo("HTTP status 503"));
        eventually(() -> server.open() == 0);
    }

    @Test
    void aServerThatDoesNotSayIsNotReadyInTime() throws Exception {
        var silent = backend(config("/classify").readiness("/health"));
        for (var behaviour : List.of(Behaviour.STALLS, Behaviour.HANGS_UP)) {
            server.behave(behaviour);
            assertThat(await(on(0, () -> silent.health(Duration.ofMillis(100)))).ready())
                    .isFalse();
        }
        var absent = backend(HttpConfigs.to("http://127.0.0.1:" + RawServer.deadPort() + "/"));
        assertThat(await(on(0, () -> absent.health(PATIENCE))).detail()).isEqualTo("can't connect: connection refused");
    }

    @Test
    void withoutAReadinessPathConnectingIsEnough() throws Exception {
        assertThat(await(on(0, () -> backend(config("/")).health(PATIENCE))).ready())
                .isTrue();
        assertThat(server.requests()).isZero();
    }
}
