package dev.spillway.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.core.Outcome;
import dev.spillway.core.Quality;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.gateway.route.InputSchema;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each malformed request gets its own status and problem, and a neighbour's request under way is none the wiser. */
class MalformedRequestsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BODY_MOST = 4096;
    private static final BlockingQueue<Runnable> HELD = new LinkedBlockingQueue<>();

    private static RestDoor door;

    @BeforeAll
    static void open() throws Exception {
        InputSchema schema = InputSchema.of(JSON.readTree("""
            {"type": "object", "properties": {"days": {"type": "integer"}}, "required": ["days"]}\
            """));
        door = new RestDoor(RestDoor.Setting.usual().bodyMost(BODY_MOST).requestWithin(Duration.ofMillis(300)))
                .route("echo", RestDoor.echo())
                .route("strict", schema, RestDoor.echo())
                .route("held", _ -> {
                    Promise<Outcome> promise = Promise.promise();
                    Loops.Loop loop = Loops.current();
                    HELD.add(() -> loop.executor()
                            .execute(() -> promise.complete(RestDoor.answer(Map.of("ok", true), 1, Quality.FULL))));
                    return promise.future();
                });
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private record Case(String name, String bytes, int status, String problem, boolean closes) {
        Case(String name, String bytes, int status, String problem) {
            this(name, bytes, status, problem, false);
        }

        Case closing() {
            return new Case(name, bytes, status, problem, true);
        }
    }

    private static String post(String path, String headers, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static String echo(String body) {
        return post("/v1/routes/echo:execute", "Content-Type: application/json\r\n", body);
    }

    private static String echo(String headers, String body) {
        return post("/v1/routes/echo:execute", "Content-Type: application/json\r\n" + headers, body);
    }

    private static String head(String lines) {
        return "POST /v1/routes/echo:execute HTTP/1.1\r\n" + lines + "Content-Type: application/json\r\n";
    }

    private static String deep(int levels) {
        return "{\"input\":" + "{\"a\":".repeat(levels - 1) + "{}" + "}".repeat(levels - 1) + "}";
    }

    private static Stream<Case> framing() {
        String host = "Host: localhost\r\n";
        return Stream.of(
                new Case("no request line", "\u0001\u0002\r\n\r\n", 400, "malformed-request").closing(),
                new Case("a word for a request", "HELLO\r\n\r\n", 400, "malformed-request").closing(),
                new Case("half a header", head(host) + "X-Half: a", 408, "too-slow").closing(),
                new Case("half a body", head(host) + "Content-Length: 100\r\n\r\n{\"inp", 408, "too-slow").closing(),
                new Case("no host", head("") + "Content-Length: 2\r\n\r\n{}", 400, "malformed-request").closing(),
                new Case(
                                "two hosts",
                                head(host + "Host: elsewhere\r\n") + "Content-Length: 2\r\n\r\n{}",
                                400,
                                "malformed-request")
                        .closing(),
                new Case(
                                "a host that is none",
                                head("Host: a b/c\r\n") + "Content-Length: 2\r\n\r\n{}",
                                400,
                                "malformed-request")
                        .closing(),
                new Case(
                                "another host in the target",
                                "GET http://elsewhere/v1/routes HTTP/1.1\r\n" + host + "\r\n",
                                400,
                                "malformed-request")
                        .closing(),
                new Case(
                                "a folded header",
                                head(host) + "X-Long: a\r\n b\r\nContent-Length: 2\r\n\r\n{}",
                                400,
                                "malformed-request")
                        .closing(),
                new Case(
                                "a space before the colon",
                                head(host) + "X-Space : a\r\nContent-Length: 2\r\n\r\n{}",
                                400,
                                "malformed-request")
                        .closing(),
                new Case(
                                "two lengths",
                                head(host) + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
                                400,
                                "malformed-request")
                        .closing(),
                new Case("a length with a sign", head(host) + "Content-Length: +2\r\n\r\n{}", 400, "malformed-request")
                        .closing(),
                new Case(
                                "a length and chunks",
                                head(host) + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                                400,
                                "malformed-request")
                        .closing(),
                new Case(
                                "an unknown transfer coding",
                                head(host) + "Transfer-Encoding: gzip\r\n\r\nxx",
                                400,
                                "malformed-request")
                        .closing(),
                new Case(
                                "a chunk of no size",
                                head(host) + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                                400,
                                "malformed-request")
                        .closing(),
                new Case(
                                "a chunk longer than it says",
                                head(host) + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
                                400,
                                "malformed-request")
                        .closing(),
                new Case(
                                "a NUL in a header",
                                head(host) + "X-Nul: a\u0000b\r\nContent-Length: 2\r\n\r\n{}",
                                400,
                                "malformed-request")
                        .closing(),
                new Case("bare line feeds", "GET /v1/routes HTTP/1.1\nHost: localhost\n\n", 400, "malformed-request")
                        .closing(),
                new Case("HTTP/2 in clear text", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "unsupported-version")
                        .closing(),
                new Case("HTTP/3.1", "GET / HTTP/3.1\r\n" + host + "\r\n", 505, "unsupported-version").closing(),
                new Case(
                                "a long request line",
                                "GET /" + "a".repeat(5000) + " HTTP/1.1\r\n" + host + "\r\n",
                                414,
                                "uri-too-long")
                        .closing(),
                new Case(
                                "large headers",
                                head(host) + ("X-Many: " + "a".repeat(200) + "\r\n").repeat(100) + "\r\n",
                                431,
                                "headers-too-large")
                        .closing(),
                new Case(
                                "an unknown expectation",
                                head(host) + "Expect: tea\r\nContent-Length: 2\r\n\r\n{}",
                                417,
                                "expectation-failed")
                        .closing());
    }

    private static Stream<Case> targets() {
        return Stream.of(
                new Case(
                        "a path where nothing stands",
                        "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        404,
                        "not-found"),
                new Case(
                        "an encoding that is none",
                        "GET /v1/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        400,
                        "malformed-request"),
                new Case(
                        "an unknown route",
                        post("/v1/routes/ech:execute", "Content-Type: application/json\r\n", "{}"),
                        404,
                        "not-found"),
                new Case(
                        "a GET to run",
                        "GET /v1/routes/echo:execute HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        405,
                        "method-not-allowed"),
                new Case(
                                "a POST to read",
                                post("/v1/routes", "Content-Type: application/json\r\n", "{}"),
                                405,
                                "method-not-allowed")
                        .closing(),
                new Case(
                        "an unknown method",
                        "BREW /v1/routes HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        405,
                        "method-not-allowed"),
                new Case("a TRACE", "TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "method-not-allowed"),
                new Case("a CONNECT", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n", 404, "not-found"),
                new Case("no media type", post("/v1/routes/echo:execute", "", "{}"), 415, "unsupported-media-type")
                        .closing(),
                new Case(
                                "text",
                                post("/v1/routes/echo:execute", "Content-Type: text/plain\r\n", "{}"),
                                415,
                                "unsupported-media-type")
                        .closing(),
                new Case(
                                "another charset",
                                post(
                                        "/v1/routes/echo:execute",
                                        "Content-Type: application/json; charset=latin1\r\n",
                                        "{}"),
                                415,
                                "unsupported-media-type")
                        .closing(),
                new Case("a packed body", echo("Content-Encoding: gzip\r\n", "{}"), 415, "unsupported-media-type")
                        .closing(),
                new Case(
                                "a form of reply that there is not",
                                echo("Accept: text/html\r\n", "{}"),
                                406,
                                "not-acceptable")
                        .closing(),
                new Case(
                                "a header twice",
                                echo("Spillway-Budget: 1s\r\nSpillway-Budget: 2s\r\n", "{}"),
                                400,
                                "malformed-request")
                        .closing(),
                new Case(
                                "two keys",
                                echo("Spillway-Key: a\r\nAuthorization: Bearer b\r\n", "{}"),
                                400,
                                "malformed-request")
                        .closing());
    }

    private static Stream<Case> bodies() {
        return Stream.of(
                new Case(
                                "a body that says it is too large",
                                head("Host: localhost\r\n") + "Content-Length: 1000000\r\n\r\n",
                                413,
                                "body-too-large")
                        .closing(),
                new Case(
                                "a body that is too large",
                                head("Host: localhost\r\n") + "Transfer-Encoding: chunked\r\n\r\n1400\r\n"
                                        + " ".repeat(0x1400) + "\r\n0\r\n\r\n",
                                413,
                                "body-too-large")
                        .closing(),
                new Case("an empty body", echo(""), 400, "malformed-json"),
                new Case("no JSON", echo("{\"input\": {\"a\": tru}}"), 400, "malformed-json"),
                new Case("half a JSON", echo("{\"input\": {\"a\": 1"), 400, "malformed-json"),
                new Case("two JSONs", echo("{} {}"), 400, "malformed-json"),
                new Case("a list", echo("[1]"), 400, "malformed-json"),
                new Case("NaN", echo("{\"input\": {\"a\": NaN}}"), 400, "malformed-json"),
                new Case("a comment", echo("{/* hello */}"), 400, "malformed-json"),
                new Case("a tower of brackets", echo(deep(33)), 400, "malformed-json"),
                new Case("bytes that are no UTF-8", echo("{\"input\": {\"a\": \"\u00ff\"}}"), 400, "malformed-json"),
                new Case(
                        "an endless number",
                        echo("{\"input\": {\"a\": 1" + "0".repeat(1001) + "}}"),
                        400,
                        "malformed-json"),
                new Case("a number beyond doubles", echo("{\"input\": {\"a\": 1e999}}"), 400, "invalid"),
                new Case("half a surrogate pair", echo("{\"input\": {\"a\": \"\\ud800\"}}"), 400, "invalid"),
                new Case("a name twice", echo("{\"input\": {\"a\": 1, \"a\": 2}}"), 400, "invalid"),
                new Case("an unknown field", echo("{\"inputs\": {}}"), 400, "invalid"),
                new Case("a text for an object", echo("{\"input\": \"a\"}"), 400, "invalid"),
                new Case("a bare number for a budget", echo("{\"budget\": 150}"), 400, "invalid"),
                new Case("a budget without a unit", echo("{\"budget\": \"150\"}"), 400, "invalid"),
                new Case("a budget of nothing", echo("{\"budget\": \"0s\"}"), 400, "invalid"),
                new Case("a header that is no budget", echo("Spillway-Budget: soon\r\n", "{}"), 400, "invalid"),
                new Case("an unknown priority", echo("{\"metadata\": {\"priority\": \"HIGH\"}}"), 400, "invalid"),
                new Case("a number for a label", echo("{\"metadata\": {\"labels\": {\"a\": 1}}}"), 400, "invalid"),
                new Case("another route in the body", echo("{\"route\": \"strict\"}"), 400, "invalid"),
                new Case(
                        "two idempotency keys",
                        echo("Idempotency-Key: a\r\n", "{\"metadata\": {\"idempotencyKey\": \"b\"}}"),
                        400,
                        "invalid"),
                new Case(
                        "a missing field",
                        post("/v1/routes/strict:execute", "Content-Type: application/json\r\n", "{\"input\": {}}"),
                        400,
                        "invalid"),
                new Case(
                        "a fraction for an integer",
                        post(
                                "/v1/routes/strict:execute",
                                "Content-Type: application/json\r\n",
                                "{\"input\": {\"days\": 1.5}}"),
                        400,
                        "invalid"));
    }

    @TestFactory
    Stream<DynamicTest> eachIsRefusedWithItsOwnProblem() {
        return Stream.of(framing(), targets(), bodies())
                .flatMap(cases -> cases)
                .map(one -> DynamicTest.dynamicTest(one.name, () -> check(one)));
    }

    private static void check(Case one) throws Exception {
        try (RawClient neighbour = new RawClient(door.port());
                RawClient client = new RawClient(door.port())) {
            neighbour.send(
                    post("/v1/routes/held:execute", "Content-Type: application/json\r\n", "{\"budget\": \"9s\"}"));
            Runnable release = HELD.poll(30, TimeUnit.SECONDS);
            assertThat(release).isNotNull();

            client.send(one.bytes);
            RawClient.Reply reply = client.reply();
            assertThat(reply.status()).as(reply.toString()).isEqualTo(one.status);
            assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
            JsonNode problem = JSON.readTree(reply.body());
            assertThat(problem.get("type").asText()).isEqualTo("urn:spillway:problem:" + one.problem);
            assertThat(problem.get("status").asInt()).isEqualTo(one.status);
            assertThat(problem.get("title").asText()).isNotBlank();
            assertThat(problem.get("detail").asText()).isNotBlank();
            assertThat(problem.get("instance").asText()).matches("urn:spillway:request:[0-9a-f]{32}");
            if (one.problem.equals("invalid")) {
                assertThat(problem.get("violations").get(0).get("field").asText())
                        .isNotBlank();
                assertThat(problem.get("violations").get(0).get("mend").asText())
                        .isNotBlank();
            }
            if (one.closes) {
                assertThat(reply.header("connection")).isEqualTo("close");
                assertThat(client.closes()).isTrue();
            } else {
                client.send(echo("{\"input\": {\"still\": \"here\"}}"));
                assertThat(client.reply().status()).isEqualTo(200);
            }

            release.run();
            assertThat(neighbour.reply().status()).isEqualTo(200);
            assertThat(door.defects).isEmpty();
        }
    }
}
