package dev.spillway.gateway.backend.chat;

import static dev.spillway.gateway.backend.http.HttpFaults.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Purse;
import dev.spillway.core.Refusal;
import dev.spillway.core.testing.Calls;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.BackendFixture;
import dev.spillway.gateway.backend.BackendTck.Behaviour;
import dev.spillway.gateway.backend.http.HttpFaults;
import dev.spillway.gateway.backend.http.HttpJsonBackend;
import dev.spillway.gateway.config.ChatConfidenceConfig.Logprobs;
import dev.spillway.gateway.config.ChatJsonConfig.Ask;
import dev.spillway.gateway.config.PriceConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A chat over a real socket: its errors, its costs, what the journal hears. */
final class ChatCallTest extends BackendFixture {
    private final HttpFaults server =
            stopped(new HttpFaults(Completions.saying("late").text()));

    private ChatConfigs chat() {
        return ChatConfigs.at("http://127.0.0.1:" + server.port() + "/v1");
    }

    private Backend backend(ChatConfigs config) {
        return watched(new HttpJsonBackend("small", config.plan(), null, loops, time));
    }

    private Call call() {
        return call(PATIENCE, Map.of("text", "where is it"));
    }

    private Outcome outcome(HttpFaults.Script reply) throws Exception {
        server.play(reply);
        return await(run(backend(chat()), call()));
    }

    @Test
    void aChatIsAskedWithTheBudgetThatIsLeft() throws Exception {
        assertThat(await(run(backend(chat()), call()))).isInstanceOf(Outcome.Answer.class);
        var request = server.seen().getFirst();
        assertThat(request.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
        assertThat(request.headers())
                .containsEntry("x-team", "support")
                .containsEntry("content-type", "application/json")
                .containsKeys("traceparent", "spillway-budget");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                // OpenAI
                "400 | {\"error\": {\"message\": \"m\", \"type\": \"invalid_request_error\","
                        + " \"code\": \"context_length_exceeded\"}} | REJECTED | context_length_exceeded",
                "401 | {\"error\": {\"message\": \"m\", \"code\": \"invalid_api_key\"}} | REJECTED | invalid_api_key",
                "404 | {\"error\": {\"message\": \"m\", \"code\": \"model_not_found\"}} | NOT_READY | model_not_found",
                "429 | {\"error\": {\"message\": \"m\", \"code\": \"rate_limit_exceeded\"}} | THROTTLED |"
                        + " rate_limit_exceeded",
                "429 | {\"error\": {\"message\": \"m\", \"code\": \"insufficient_quota\"}} | REJECTED |"
                        + " insufficient_quota",
                // Azure's filter of what is asked
                "400 | {\"error\": {\"message\": \"m\", \"type\": null, \"code\": \"content_filter\"}} | REJECTED |"
                        + " content_filter",
                // vLLM
                "400 | {\"error\": {\"message\": \"m\", \"type\": \"BadRequestError\", \"code\": 400}} | REJECTED |"
                        + " BadRequestError",
                // llama.cpp
                "400 | {\"error\": {\"code\": 400, \"message\": \"m\", \"type\": \"exceed_context_size_error\"}} |"
                        + " REJECTED | exceed_context_size_error",
                "503 | {\"error\": {\"code\": 503, \"message\": \"Loading model\", \"type\": \"unavailable_error\"}} |"
                        + " NOT_READY | unavailable_error",
                // others
                "503 | {\"error\": {\"type\": \"overloaded_error\", \"message\": \"m\"}} | THROTTLED |"
                        + " overloaded_error",
                "500 | {\"detail\": \"m\"} | BACKEND_ERROR | ''",
                "403 | {\"error\": \"m\"} | REJECTED | ''"
            })
    void errorsOfAllServersAreUnderstood(int status, String body, Failure why, String word) throws Exception {
        Outcome outcome = outcome(reply(status, body));
        String detail = "HTTP status " + status + (word.isEmpty() ? "" : " (" + word + ")");
        assertThat(outcome).isEqualTo(Outcome.Failed.because(why, detail));
    }

    @Test
    void aLimitSaysWhenToComeBack() throws Exception {
        assertThat(outcome(reply(429, "{\"error\": {\"code\": \"rate_limit_exceeded\"}}", "Retry-After: 3")))
                .isEqualTo(Outcome.Failed.because(
                        Failure.THROTTLED,
                        "HTTP status 429 (rate_limit_exceeded), to be retried after 3 s",
                        Duration.ofSeconds(3)));
    }

    private static PriceConfig perToken() {
        return new PriceConfig(new Money(1000), new Money(10), new Money(1), new Money(100));
    }

    @Test
    void tokensArePaidForAlsoWhereTheAnswerIsNone() throws Exception {
        var usage = Map.of(
                "prompt_tokens", 50L, "completion_tokens", 4L, "prompt_tokens_details", Map.of("cached_tokens", 30L));
        for (String end : new String[] {"stop", "length"}) {
            server.play(reply(
                    200, Completions.saying("late").usage(usage).ending(end).text()));
            Call call = call();
            await(run(backend(chat().price(perToken())), call));
            assertThat(call.purse().spent()).isEqualTo(new Money(1000 + 20 * 10 + 30 + 4 * 100));
        }
    }

    @Test
    void theLongestAnswerIsReservedBeforeItIsAskedFor() throws Exception {
        Backend backend = backend(chat().price(perToken()));
        Call poor = Calls.on(time)
                .input(Map.of("text", "where is it"))
                .purse(Purse.of(new Money(1000 + 64 * 100)))
                .call(PATIENCE);
        assertThat(await(run(backend, poor)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.NO_MONEY));
        assertThat(server.requests()).isZero();
    }

    @Test
    void aCancelledChatPaysForItsQuestionAndAnErrorForTheCallAlone() throws Exception {
        Backend backend = backend(chat().price(perToken()));
        server.behave(Behaviour.STALLS);
        Call call = call();
        var outcome = run(backend, call);
        eventually(() -> server.requests() == 1);
        int bytes = server.seen().getFirst().body().length();
        onLoop(() -> call.scope().cancel());
        await(outcome);
        assertThat(call.purse().spent()).isEqualTo(new Money(1000 + 10L * Math.ceilDiv(bytes, 3)));
        eventually(() -> server.abandoned() == 1);

        server.play(reply(500, "{}"));
        Call broken = call();
        await(run(backend, broken));
        assertThat(broken.purse().spent()).isEqualTo(new Money(1000));
    }

    @Test
    void theJournalSaysWhyTheConfidenceIsUnknown() throws Exception {
        Call call = call();
        Entry entry = call.journal().begin(Entry.Kind.BACKEND, "small", call.budget());
        Outcome outcome = await(run(
                backend(chat().logprobs(Logprobs.MEAN, 0.1, null)),
                call.with(call.journal().under(entry))));
        entry.end(outcome);
        assertThat(entry.status()).isEqualTo(Entry.Status.ANSWERED);
        assertThat(entry.detail()).isEqualTo("confidence unknown: the reply has no log-probabilities");
    }

    @Test
    void anAnswerThatFailsItsCheckIsAFailureThatNamesIt() throws Exception {
        server.play(reply(200, Completions.saying("I can't say").text()));
        assertThat(await(run(backend(chat().json(Ask.JSON_SCHEMA)), call())))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.why()).isEqualTo(Failure.BAD_REPLY);
                    assertThat(failed.detail()).startsWith("answer check json: ");
                });
    }

    @Test
    void anInputThatMakesNoChatIsRefused() throws Exception {
        assertThat(await(run(backend(chat()), call(PATIENCE, Map.of()))))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.INVALID));
        assertThat(server.accepted()).isZero();
    }
}
