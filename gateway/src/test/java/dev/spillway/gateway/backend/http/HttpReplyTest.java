package dev.spillway.gateway.backend.http;

import static dev.spillway.gateway.backend.http.HttpFaults.raw;
import static dev.spillway.gateway.backend.http.HttpFaults.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.RetryAfter;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of each kind of reply. */
final class HttpReplyTest extends HttpFixture {
    private static void assertFailed(Outcome outcome, Failure why) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(why));
    }

    @Test
    void theLargestReplyIsGivenUpWhenTooManyBytesAreInFlight() throws Exception {
        loops.inFlight().max(100_000);
        server.play(reply(200, "{\"label\": \"" + "x".repeat(300_000) + "\"}"));
        assertThat(await(run(backend(config("/")), call()))).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.why()).isEqualTo(Failure.BAD_REPLY);
            assertThat(failed.detail()).contains("more than 100000 bytes");
        });
        assertThat(loops.inFlight().held()).isZero();
        assertThat(outcome(reply(200, ANSWER))).isInstanceOf(Outcome.Answer.class);
    }

    @ParameterizedTest
    @CsvSource({
        "300, BAD_REPLY",
        "301, BAD_REPLY",
        "302, BAD_REPLY",
        "304, BAD_REPLY",
        "307, BAD_REPLY",
        "400, REJECTED",
        "401, REJECTED",
        "402, REJECTED",
        "403, REJECTED",
        "404, NOT_READY",
        "413, TOO_LARGE",
        "422, REJECTED",
        "408, TIMED_OUT",
        "499, TIMED_OUT",
        "504, TIMED_OUT",
        "429, THROTTLED",
        "529, THROTTLED",
        "424, BACKEND_ERROR",
        "500, BACKEND_ERROR",
        "502, BACKEND_ERROR",
        "503, BACKEND_ERROR",
        "530, BACKEND_ERROR",
        "501, NOT_READY",
        "600, BAD_REPLY",
        "999, BAD_REPLY"
    })
    void aStatusThatIsNoAnswerSaysWhy(int status, Failure why) throws Exception {
        assertFailed(outcome(reply(status, status == 304 ? "" : "{\"error\": \"x\"}", "Location: /elsewhere")), why);
        assertThat(server.requests()).as("a redirect is not followed").isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Request dropped due to backpressure (num_queued_requests=4, max_queued_requests=2). |"
                        + " THROTTLED", // Ray
                "{\"error\": \"Too many requests\"} | THROTTLED",
                "{\"error\": {\"type\": \"overloaded_error\"}} | THROTTLED",
                "the request queue is full | THROTTLED",
                "{\"error\": {\"code\": 503, \"message\": \"Loading model\"}} | NOT_READY", // llama.cpp
                "{\"detail\": \"Model intent is not ready yet\"} | NOT_READY",
                "Service Unavailable | BACKEND_ERROR",
                "{\"message\": \"Model has no worker to serve inference request\"} | BACKEND_ERROR"
            })
    void theWordsOf503TellLoadFromTrouble(String body, Failure why) throws Exception {
        assertFailed(outcome(reply(503, body)), why);
    }

    @Test
    void whatElseSpeaksOfLoadIsAMatterOfConfiguration() throws Exception {
        server.play(reply(503, "no worker"));
        HttpJsonBackend backend = backend(config("/").throttled(Set.of(503, 418)));
        assertFailed(await(run(backend, call())), Failure.THROTTLED);
        server.play(reply(418, ""));
        assertFailed(await(run(backend, call())), Failure.THROTTLED);
        server.play(reply(500, ""));
        assertFailed(await(run(backend, call())), Failure.BACKEND_ERROR);
    }

    @Test
    void whatIsNotFoundByAUrlWithInputInItIsTheInputsFault() throws Exception {
        server.play(reply(404, "{}"));
        assertFailed(await(run(backend(config("/orders/{text}")), call())), Failure.REJECTED);
        assertFailed(await(run(backend(config("/orders?of={text}")), call())), Failure.REJECTED);
        assertFailed(await(run(backend(config("/orders")), call())), Failure.NOT_READY);
    }

    @Test
    void whatAServiceSaysOfAFailureStaysWithOperators() throws Exception {
        server.play(reply(500, "{\"detail\": \"Traceback (most recent call last):\\n  File x\\nValueError: boom\"}"));
        HttpJsonBackend backend = backend(config("/"));
        assertThat(await(run(backend, call())))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.detail()).isEqualTo("HTTP status 500"));
        assertThat(await(on(0, () -> backend.health(PATIENCE))).text())
                .endsWith(" s ago a call failed: HTTP status 500: ValueError: boom");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 203})
    void everyKindOfSuccessMayAnswer(int status) throws Exception {
        assertThat(outcome(reply(status, ANSWER))).isInstanceOf(Outcome.Answer.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/html; charset=iso-8859-1", "application/octet-stream", ""})
    void whatParsesIsAnAnswerWhateverItCallsItself(String type) throws Exception {
        assertThat(outcome(reply(200, ANSWER, "Content-Type: " + type))).isInstanceOf(Outcome.Answer.class);
    }

    @Test
    void busyIsThrottledWhenItSaysUntilWhen() throws Exception {
        assertThat(outcome(reply(
                        503,
                        "{\"error\": {\"type\": \"overloaded_error\", \"message\": \"s3cret\"}}",
                        "Retry-After: 7")))
                .isEqualTo(Outcome.Failed.because(
                        Failure.THROTTLED,
                        "HTTP status 503 (overloaded_error), to be retried after 7 s",
                        Duration.ofSeconds(7)));
    }

    @Test
    void whenToComeBackIsReadInAllItsForms() throws Exception {
        assertThat(retryAfter("retry-after-ms: 700", "Retry-After: 9")).isEqualTo(Duration.ofMillis(700));
        assertThat(retryAfter("Date: Sat, 01 Mar 2031 12:00:00 GMT", "Retry-After: Sat, 01 Mar 2031 12:02:00 GMT"))
                .isEqualTo(Duration.ofMinutes(2)); // by the service's clock, wherever ours stands
        assertThat(retryAfter("Retry-After: Tue, 01 Mar 2191 12:02:00 GMT")).isEqualTo(RetryAfter.MAX);
        assertThat(retryAfter("Retry-After: soon")).isZero();
        assertThat(retryAfter()).isZero();
    }

    private Duration retryAfter(String... headers) throws Exception {
        return ((Outcome.Failed) outcome(reply(429, "", headers))).retryAfter();
    }

    @Test
    void whatTheServiceSaysStaysOutOfTheDetail() throws Exception {
        assertThat(outcome(
                        reply(400, "{\"error\": {\"type\": \"bad_input\", \"message\": \"can't read: where is it\"}}")))
                .isEqualTo(Outcome.Failed.because(Failure.REJECTED, "HTTP status 400 (bad_input)"));
    }

    @Test
    void chunksAreOneReply() throws Exception {
        assertThat(outcome(raw("""
            HTTP/1.1 200 OK\r
            Transfer-Encoding: chunked\r
            \r
            8\r
            {"label"\r
            1\r
            :\r
            8\r
             "late"}\r
            0\r
            \r
            """))).isInstanceOf(Outcome.Answer.class);
    }

    @Test
    void aReplyThatEndsWithTheConnectionIsWhole() throws Exception {
        assertThat(outcome(raw("HTTP/1.0 200 OK\r\n\r\n" + ANSWER))).isInstanceOf(Outcome.Answer.class);
        assertThat(outcome(raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + ANSWER)))
                .isInstanceOf(Outcome.Answer.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"label\": \"late\"}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"label\": \"la",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n{\"label\": \"late\"}\r\n"
            })
    void aReplyThatIsCutShortIsTheBackendsFailure(String bytes) throws Exception {
        assertFailed(outcome(raw(bytes)), Failure.BACKEND_ERROR); // which the breaker counts, as over gRPC
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"label\": \"late\"}\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\n\r\n{\"label\": \"la",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\u001f\u008b\b\u0000",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "HTTP/3.7 200 OK\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 OK\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\u0015\u0003\u0003\u0000\u0002\u0002("
            })
    void aReplyThatIsNotHttpOrEmptyIsBad(String bytes) throws Exception {
        assertFailed(outcome(raw(bytes)), Failure.BAD_REPLY);
    }

    @Test
    void aHeadWithoutEndIsBounded() throws Exception {
        assertFailed(outcome(raw("HTTP/1.1 200 OK\r\n" + "X-A: b\r\n".repeat(100_000))), Failure.BAD_REPLY);
        assertFailed(outcome(raw("HTTP/1.1 200 " + "x".repeat(1_000_000))), Failure.BAD_REPLY);
    }

    @Test
    void aBodyIsBoundedWhileItIsRead() throws Exception {
        Outcome flooded = outcome((_, out) -> {
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            byte[] chunk = ("1000\r\n" + " ".repeat(0x1000) + "\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
            while (true) {
                out.write(chunk); // until the client has had enough
            }
        });
        assertFailed(flooded, Failure.BAD_REPLY);
    }

    @Test
    void informationBeforeTheReplyIsPassedOver() throws Exception {
        assertThat(outcome(raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: " + ANSWER.length() + "\r\n\r\n" + ANSWER)))
                .isInstanceOf(Outcome.Answer.class);
    }
}
