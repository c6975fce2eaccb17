package dev.spillway.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Priority;
import dev.spillway.core.Quality;
import dev.spillway.core.Refusal;
import dev.spillway.gateway.config.CallerConfig;
import dev.spillway.gateway.edge.Callers;
import dev.spillway.gateway.loops.Loops;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls over real sockets, from a JSON request to its reply. */
class RestEdgeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TYPE = "Content-Type: application/json\r\n";

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> post(RestDoor door, String route, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(door.url("/v1/routes/" + route + ":execute")))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String raw(String path, String headers, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + TYPE + headers + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static JsonNode tree(String json) throws Exception {
        return JSON.readTree(json);
    }

    @Test
    void anAnswerComesAsTheContractHasIt() throws Exception {
        try (RestDoor door = new RestDoor().route("echo", RestDoor.echo())) {
            HttpResponse<String> reply = post(door, "echo", "{\"input\": {\"days\": 2, \"who\": \"Zo\u00eb\"}}");

            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.headers().firstValue("content-type")).contains("application/json");
            assertThat(reply.headers().firstValue("cache-control")).contains("no-store");
            assertThat(reply.headers().firstValue("spillway-quality")).contains("full");
            assertThat(reply.headers().firstValue("server-timing"))
                    .hasValueSatisfying(timing -> assertThat(timing)
                            .matches("total;dur=\\d+\\.\\d{3}, small;dur=\\d+\\.\\d{3};desc=answered"));
            JsonNode body = tree(reply.body());
            assertThat(body.at("/answer/echo").toString()).isEqualTo("{\"days\":2,\"who\":\"Zo\u00eb\"}");
            assertThat(body.at("/quality").asText()).isEqualTo("QUALITY_FULL");
            assertThat(body.at("/confidence").asDouble()).isEqualTo(0.9);
            assertThat(body.at("/source/backend/backend").asText()).isEqualTo("small");
            assertThat(body.at("/steps/0/status").asText()).isEqualTo("STATUS_ANSWERED");
            assertThat(body.at("/budget/granted").asText()).isEqualTo("0.500s");
        }
    }

    @Test
    void theCallersTraceGoesOn() throws Exception {
        try (RestDoor door = new RestDoor().route("echo", RestDoor.echo())) {
            HttpResponse<String> reply =
                    post(door, "echo", "{}", "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");

            assertThat(tree(reply.body()).get("requestId").asText()).isEqualTo(TRACE);
            assertThat(reply.headers().firstValue("traceparent"))
                    .hasValueSatisfying(parent -> assertThat(parent)
                            .matches("00-" + TRACE + "-[0-9a-f]{16}-01")
                            .doesNotContain("00f067aa0ba902b7"));
        }
    }

    @Test
    void aMalformedTraceIsIgnoredAndANewOneBegins() throws Exception {
        try (RestDoor door = new RestDoor().route("echo", RestDoor.echo());
                RawClient raw = new RawClient(door.port())) {
            for (String bad : List.of("00-" + TRACE + "-zz-01", "ff-" + TRACE + "-00f067aa0ba902b7-01", "nonsense")) {
                raw.send(raw("/v1/routes/echo:execute", "traceparent: " + bad + "\r\n", "{}"));
                RawClient.Reply reply = raw.reply();
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
                assertThat(reply.header("traceparent")).doesNotContain(TRACE);
            }
            String good = "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01\r\n";
            raw.send(raw("/v1/routes/echo:execute", good + good, "{}"));
            assertThat(raw.reply().header("traceparent")).doesNotContain(TRACE); // two are none
        }
    }

    @Test
    void theSmallerBudgetHoldsAndTheRouteBoundsIt() throws Exception {
        try (RestDoor door = new RestDoor().route("echo", RestDoor.echo())) {
            assertThat(granted(post(door, "echo", "{\"budget\": \"300ms\"}"))).isEqualTo("0.300s");
            assertThat(granted(post(door, "echo", "{}", "Spillway-Budget", "150ms")))
                    .isEqualTo("0.150s");
            assertThat(granted(post(door, "echo", "{\"budget\": \"0.3s\"}", "Spillway-Budget", "200ms")))
                    .isEqualTo("0.200s");
            assertThat(granted(post(door, "echo", "{\"budget\": \"100h\"}"))).isEqualTo("10s");
        }
    }

    private static String granted(HttpResponse<String> reply) throws Exception {
        return tree(reply.body()).at("/budget/granted").asText();
    }

    @Test
    void theBudgetBeginsWithTheFirstByteOfTheRequest() throws Exception {
        try (RestDoor door = new RestDoor().route("echo", RestDoor.echo());
                RawClient raw = new RawClient(door.port())) {
            String request = raw("/v1/routes/echo:execute", "", "{\"budget\": \"9s\"}");
            raw.send(raw("/v1/routes/echo:execute", "", "{}"));
            raw.reply(); // so that the second request is measured on a connection that is no longer new
            raw.send(request.substring(0, 30));
            TimeUnit.MILLISECONDS.sleep(170); // the client's own slowness is what is measured
            raw.send(request.substring(30, request.length() - 5));
            TimeUnit.MILLISECONDS.sleep(80);
            raw.send(request.substring(request.length() - 5));

            String used = tree(raw.reply().body()).at("/budget/used").asText();
            assertThat(Double.parseDouble(used.replace("s", ""))).isBetween(0.2, 5.0);
        }
    }

    @Test
    void keysAreReadFromEitherHeader() throws Exception {
        CallerConfig known = new CallerConfig(
                "app", Callers.hash("sesame"), "acme", Set.of(CallerConfig.Scope.EXECUTE), Priority.HIGH);
        try (RestDoor door = new RestDoor(RestDoor.Setting.usual().callers(known)).route("echo", RestDoor.echo())) {
            HttpResponse<String> refused = post(door, "echo", "{}");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("www-authenticate")).contains("Bearer realm=\"spillway\"");
            assertThat(tree(refused.body()).get("type").asText()).isEqualTo("urn:spillway:problem:unauthenticated");
            assertThat(post(door, "echo", "{}", "Authorization", "Bearer wrong").statusCode())
                    .isEqualTo(401);
            assertThat(post(door, "echo", "{}", "Authorization", "bearer sesame")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(post(door, "echo", "{}", "Spillway-Key", "sesame").statusCode())
                    .isEqualTo(200);
            assertThat(post(door, "echo", "{}", "Authorization", "Basic abc", "Spillway-Key", "sesame")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void anIdempotencyKeyMayBeQuotedOrNot() throws Exception {
        BlockingQueue<String> keys = new LinkedBlockingQueue<>();
        try (RestDoor door = new RestDoor().route("echo", call -> {
            keys.add(String.valueOf(call.request().idempotencyKey()));
            return RestDoor.echo().run(call);
        })) {
            post(door, "echo", "{}", "Idempotency-Key", "\"a-1\"");
            post(door, "echo", "{}", "Idempotency-Key", "a-2");
            post(door, "echo", "{\"metadata\": {\"idempotencyKey\": \"a-3\"}}", "Idempotency-Key", "\"a-3\"");
            post(door, "echo", "{\"metadata\": {\"idempotencyKey\": \"a-4\"}}");
            assertThat(keys).containsExactly("a-1", "a-2", "a-3", "a-4");
        }
    }

    @Test
    void whatIsNoAnswerIsAProblem() throws Exception {
        Outcome overloaded =
                new Outcome.Refused(Refusal.OVERLOADED, "too much to do", Duration.ofMillis(1500), List.of());
        try (RestDoor door = new RestDoor()
                .route("overloaded", _ -> Future.succeededFuture(overloaded))
                .route("late", _ -> Outcome.failed(Failure.TIMED_OUT, "no answer in 500 ms"))
                .route("defect", _ -> Future.failedFuture(new IllegalStateException("secret detail")))
                .route("deferred", _ -> {
                    throw new IllegalStateException("thrown");
                })) {
            HttpResponse<String> shed = post(door, "overloaded", "{}");
            assertThat(shed.statusCode()).isEqualTo(503);
            assertThat(shed.headers().firstValue("retry-after")).contains("2");
            assertThat(shed.headers().firstValue("retry-after-ms")).contains("1500");
            assertThat(tree(shed.body()).get("retryAfterMs").asLong()).isEqualTo(1500);
            assertThat(shed.headers().firstValue("content-type")).contains("application/problem+json");

            HttpResponse<String> late = post(door, "late", "{}");
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(tree(late.body()).get("detail").asText()).isEqualTo("no answer in 500 ms");
            assertThat(late.headers().firstValue("traceparent")).isPresent();
            assertThat(tree(late.body()).get("instance").asText())
                    .isEqualTo("urn:spillway:request:"
                            + late.headers()
                                    .firstValue("traceparent")
                                    .orElseThrow()
                                    .substring(3, 35));

            HttpResponse<String> defect = post(door, "defect", "{}");
            assertThat(defect.statusCode()).isEqualTo(500);
            assertThat(defect.body()).doesNotContain("secret");
            assertThat(door.defects).singleElement().asString().contains("secret detail");
        }
    }

    @Test
    void theScopeEndsInOrderWhenTheReplyIsOutAndTheJournalIsSealed() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
        try (RestDoor door = new RestDoor().route("echo", call -> {
            calls.add(call);
            call.scope().onEnd(ended::countDown);
            return RestDoor.echo().run(call);
        })) {
            assertThat(post(door, "echo", "{}").statusCode()).isEqualTo(200);
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(calls.remove().scope().isCancelled()).isFalse();
        }
    }

    @Test
    void aClientThatLeavesCancelsItsCall() throws Exception {
        CountDownLatch began = new CountDownLatch(2);
        CountDownLatch cancelled = new CountDownLatch(2);
        try (RestDoor door = new RestDoor().route("slow", call -> {
                    began.countDown();
                    call.scope().onCancel(cancelled::countDown);
                    return Promise.<Outcome>promise().future();
                });
                RawClient politely = new RawClient(door.port());
                RawClient rudely = new RawClient(door.port())) {
            politely.send(raw("/v1/routes/slow:execute", "", "{}"));
            rudely.send(raw("/v1/routes/slow:execute", "", "{}"));
            assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();

            politely.leave();
            rudely.reset();
            assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(door.defects).isEmpty();
        }
    }

    @Test
    void requestsBehindEachOtherAreAnsweredInOrder() throws Exception {
        BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
        try (RestDoor door = new RestDoor(RestDoor.Setting.usual().requestWithin(Duration.ofSeconds(2)))
                        .patientRoute("echo", RestDoor.echo())
                        .patientRoute("held", _ -> {
                            Promise<Outcome> promise = Promise.promise();
                            Loops.Loop loop = Loops.current();
                            held.add(() -> loop.executor()
                                    .execute(() ->
                                            promise.complete(RestDoor.answer(Map.of("first", true), 1, Quality.FULL))));
                            return promise.future();
                        });
                RawClient raw = new RawClient(door.port())) {
            String second = raw("/v1/routes/echo:execute", "", "{\"input\": {\"second\": true}}");
            raw.send(raw("/v1/routes/held:execute", "", "{}") + second.substring(0, second.length() - 4));
            Runnable release = held.poll(30, TimeUnit.SECONDS);
            assertThat(release).isNotNull();
            TimeUnit.MILLISECONDS.sleep(2_100); // longer than a request may take: but the second one waits for us
            release.run();
            assertThat(raw.reply().body()).contains("\"first\":true");
            raw.send(second.substring(second.length() - 4));
            assertThat(raw.reply().body()).contains("\"second\":true");
        }
    }

    @Test
    void bodiesMayComeInChunksAndAfterAsking() throws Exception {
        try (RestDoor door = new RestDoor().route("echo", RestDoor.echo());
                RawClient raw = new RawClient(door.port())) {
            String head = "POST /v1/routes/echo:execute HTTP/1.1\r\nHost: localhost\r\n" + TYPE;
            raw.send(head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"inp\r\n");
            raw.send("10\r\nut\": {\"a\": [1]}}\r\n0\r\n\r\n");
            assertThat(raw.reply().body()).contains("\"echo\":{\"a\":[1]}");

            raw.send(head + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(raw.reply().status()).isEqualTo(100);
            raw.send("{}");
            assertThat(raw.reply().status()).isEqualTo(200);

            raw.send(head + "Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
            assertThat(raw.reply().status()).isEqualTo(413); // before a byte of it was sent
        }
    }

    @Test
    void oldClientsAreAnsweredToo() throws Exception {
        try (RestDoor door = new RestDoor().route("echo", RestDoor.echo());
                RawClient raw = new RawClient(door.port())) {
            raw.send("POST /v1/routes/echo%3Aexecute HTTP/1.0\r\n" + TYPE + "Content-Length: 2\r\n\r\n{}");
            assertThat(raw.reply().status()).isEqualTo(200);
            assertThat(raw.closes()).isTrue();
        }
    }

    @Test
    void optionsTellWhatAPathTakes() throws Exception {
        try (RestDoor door = new RestDoor();
                RawClient raw = new RawClient(door.port())) {
            raw.send("OPTIONS /v1/routes/any:execute HTTP/1.1\r\nHost: a\r\n\r\n");
            RawClient.Reply run = raw.reply();
            assertThat(run.status()).isEqualTo(204);
            assertThat(run.header("allow")).isEqualTo("POST, OPTIONS");
            assertThat(run.headers()).doesNotContainKey("access-control-allow-origin");
            raw.send("OPTIONS /v1/routes HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.reply().header("allow")).isEqualTo("GET, HEAD, OPTIONS");
            raw.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.reply().header("allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
        }
    }

    @Test
    void headTellsAllButTheBody() throws Exception {
        try (RestDoor door = new RestDoor();
                RawClient raw = new RawClient(door.port())) {
            raw.send("GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n");
            int length = raw.reply().body().length();
            raw.send("HEAD /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.line()).contains("200");
            String headers = "";
            for (String line = raw.line(); !line.isEmpty(); line = raw.line()) {
                headers += line + "\n";
            }
            assertThat(headers).contains("content-length: ");
            assertThat(length).isPositive();
            raw.send("GET /v1/routes HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.reply().body()).isEqualTo("{\"routes\":[]}"); // no body was in between
        }
    }
}
