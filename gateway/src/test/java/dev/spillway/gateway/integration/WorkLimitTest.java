package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.backend.inference.InferenceFaults;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A request whose values are too much for an expression costs a loop milliseconds; the ladder answers it. */
@Timeout(120)
class WorkLimitTest {
    private static final int REQUESTS = 20;

    /** 927 KiB. Naively searched, it is a minute of work. */
    private static final String BODY = "{\"input\":{\"text\":\"" + "a".repeat(650_000) + "\",\"term\":\""
            + "a".repeat(150_000) + "b" + "a".repeat(148_000) + "\"}}";

    @TempDir
    private static Path directory;

    private static InferenceFaults model;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        model = new InferenceFaults();
        Files.writeString(directory.resolve("rules.yaml"), """
            name: triage
            version: "1"
            owner: tests
            rules:
              - name: costly
                when: request.text.contains(request.term)
                answer: { label: never }
                explain: it never applies
              - name: short
                when: request.text.size() > 7
                answer: { label: by rule }
                explain: it applies
            none: true
            """);
        gateway = new RunningGateway(directory, """
            backends:
              small: { protocol: open-inference, address: "127.0.0.1:%1$d", model: intent, most: 300ms, reply: { scores: scores, labelsFrom: labels } }
            routes:
              bare:
                budget: { default: 5s, most: 60s }
                flow: { intent: { call: small, input: { text: "request.text.contains(request.term) ? 'a' : 'b'" } } }
              grows:
                budget: { default: 5s, most: 60s }
                flow: { intent: { call: small, input: { text: "request.text.split('').map(i, request.text + i).join('')" } } }
              ladder:
                budget: { default: 5s, most: 60s }
                rules: rules.yaml
                flow: { intent: { call: small, input: { text: "request.text.contains(request.term) ? 'a' : 'b'" } } }
            """.formatted(model.port()));
    }

    @AfterAll
    static void end() {
        gateway.close();
        model.close();
    }

    private static HttpResponse<String> ask(String route) throws Exception {
        return gateway.post(route, BODY, "Spillway-Budget", "30s");
    }

    @Test
    void whatIsTooMuchIsAFailureThatNamesTheExpression() throws Exception {
        HttpResponse<String> reply = ask("bare");

        assertThat(reply.statusCode()).isEqualTo(502);
        assertThat(reply.body()).contains("request.text.contains(request.term)").contains("more work");
        assertThat(ask("grows").body()).contains("more work");
        assertThat(model.requests()).isZero();
    }

    @Test
    void theLadderAnswersIt() throws Exception {
        HttpResponse<String> reply = ask("ladder");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).contains("by rule").contains("costly"); // which could not be evaluated
    }

    @Test
    void manyOfThemLeaveTheGatewayReady() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            asked.add(gateway.http()
                    .sendAsync(
                            HttpRequest.newBuilder(gateway.rest("/v1/routes/ladder:execute"))
                                    .header("content-type", "application/json")
                                    .header("Spillway-Budget", "30s")
                                    .POST(HttpRequest.BodyPublishers.ofString(BODY))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()));
        }
        assertThat(gateway.operator("/readyz").statusCode()).isEqualTo(200);
        for (CompletableFuture<HttpResponse<String>> one : asked) {
            assertThat(one.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        assertThat(gateway.operator("/readyz").statusCode()).isEqualTo(200);
    }
}
