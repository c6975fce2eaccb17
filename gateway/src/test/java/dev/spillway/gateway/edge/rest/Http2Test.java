package dev.spillway.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Outcome;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same door over TLS, with HTTP/2. */
@Timeout(120)
class Http2Test {
    @TempDir
    private static Path directory;

    private static TestCertificate certificate;

    @BeforeAll
    static void certificate() throws Exception {
        certificate = TestCertificate.in(directory);
    }

    private static RestDoor door() {
        return new RestDoor(RestDoor.Setting.usual().bodyMost(5000).tls(certificate.files()));
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .sslContext(certificate.client())
                .version(HttpClient.Version.HTTP_2)
                .build();
    }

    private static HttpRequest.Builder post(RestDoor door, String route, String body) {
        return HttpRequest.newBuilder(
                        URI.create("https://localhost:" + door.port() + "/v1/routes/" + route + ":execute"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    @Test
    void theContractIsTheSame() throws Exception {
        try (RestDoor door = door().route("echo", RestDoor.echo());
                HttpClient client = client()) {
            HttpResponse<String> reply = client.send(
                    post(door, "echo", "{\"input\": {\"a\": 1}}").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).contains("\"echo\":{\"a\":1}");

            HttpResponse<String> large =
                    client.send(post(door, "echo", " ".repeat(6000)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(large.statusCode()).isEqualTo(413);

            HttpResponse<String> events = client.send(
                    post(door, "echo", "{}")
                            .header("Accept", "text/event-stream")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(events.body()).startsWith("event: final\ndata: {");
            assertThat(door.defects).isEmpty();
        }
    }

    @Test
    void headersAboveTheBoundAreRefusedOnTheirOwnStream() throws Exception {
        int bound = 16 << 10;
        try (RestDoor door = door().route("echo", RestDoor.echo());
                HttpClient client = client()) {
            for (int filling : new int[] {bound / 2, bound + 1, 4 * bound - 1000, bound / 2}) {
                HttpResponse<String> reply = client.send(
                        post(door, "echo", "{}")
                                .header("x-filling", "a".repeat(filling))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(reply.statusCode()).as("%s", filling).isEqualTo(filling < bound ? 200 : 431);
                assertThat(door.edge.connections()).as("the same connection").isEqualTo(1);
            }
        }
    }

    @Test
    void aStreamThatIsResetCancelsItsCallAlone() throws Exception {
        CountDownLatch began = new CountDownLatch(2);
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(2);
        try (RestDoor door = door().route("slow", call -> {
                    began.countDown();
                    call.scope().onCancel(cancelled::countDown);
                    call.scope().onEnd(ended::countDown);
                    return Promise.<Outcome>promise().future();
                });
                HttpClient client = client()) {
            CompletableFuture<HttpResponse<String>> one =
                    client.sendAsync(post(door, "slow", "{}").build(), HttpResponse.BodyHandlers.ofString());
            CompletableFuture<HttpResponse<String>> other =
                    client.sendAsync(post(door, "slow", "{}").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();

            one.cancel(true);
            assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(ended.getCount()).isEqualTo(1);
            other.cancel(true);
        }
    }

    @Test
    void aFloodOfResetsEndsItsConnectionAlone() throws Exception {
        assertEnded(attack -> {
            for (int stream = 1; stream < 2600; stream += 2) {
                attack.headers(stream, true).reset(stream);
            }
        });
    }

    @Test
    void aFloodOfEmptyContinuationsEndsItsConnectionAlone() throws Exception {
        assertEnded(attack -> {
            attack.headers(1, false);
            for (int i = 0; i < 5000; i++) {
                attack.continuation(1);
            }
        });
    }

    @Test
    void aFloodOfPingsEndsItsConnectionAlone() throws Exception {
        assertEnded(attack -> {
            for (int i = 0; i < 2000; i++) {
                attack.ping();
            }
        });
    }

    private interface Attack {
        void on(RawHttp2 connection) throws IOException;
    }

    private static void assertEnded(Attack attack) throws Exception {
        try (RestDoor door =
                        door().route("slow", _ -> Promise.<Outcome>promise().future());
                HttpClient neighbour = client();
                RawHttp2 connection = new RawHttp2(certificate.client(), door.port())) {
            HttpRequest fine = HttpRequest.newBuilder(URI.create("https://localhost:" + door.port() + "/v1/routes"))
                    .build();
            assertThat(neighbour
                            .send(fine, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            attack.on(connection);
            assertThat(connection.closes()).isTrue();
            assertThat(neighbour
                            .send(fine, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(door.defects).isEmpty();
        }
    }
}
