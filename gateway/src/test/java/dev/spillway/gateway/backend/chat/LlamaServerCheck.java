package dev.spillway.gateway.backend.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Source;
import dev.spillway.core.layer.Within;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.BackendFixture;
import dev.spillway.gateway.backend.http.HttpJsonBackend;
import dev.spillway.gateway.config.ChatConfidenceConfig.Logprobs;
import dev.spillway.gateway.config.ChatJsonConfig.Ask;
import dev.spillway.gateway.config.OpenaiChatConfig.MaxTokensName;
import dev.spillway.gateway.config.PriceConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The chat backend against llama.cpp's own server with a tiny random model: {@code .ci/chat/check} starts it and runs this,
 * which fails, and is never skipped, where the property {@code chat.server} does not say where the server is.
 */
final class LlamaServerCheck extends BackendFixture {
    private final String address =
            Objects.requireNonNull(System.getProperty("chat.server"), "-Dchat.server=http://127.0.0.1:… is missing");

    private ChatConfigs chat() {
        return ChatConfigs.at(address + "/v1").temperature(0).seed(7);
    }

    private Backend backend(ChatConfigs config) {
        return watched(new HttpJsonBackend("llama", config.plan(), null, loops, time));
    }

    private Call call(String text) {
        return call(PATIENCE, Map.of("text", text));
    }

    private Outcome.Answer answer(ChatConfigs config) throws Exception {
        Outcome outcome = await(run(backend(config), call("where is it")));
        assertThat(outcome).isInstanceOf(Outcome.Answer.class);
        return (Outcome.Answer) outcome;
    }

    private static double confidence(Outcome.Answer answer) {
        return ((Confidence.Known) answer.confidence()).value();
    }

    @ParameterizedTest
    @EnumSource(names = {"JSON_SCHEMA", "JSON_OBJECT_SCHEMA"})
    void jsonIsWrittenBySchema(Ask ask) throws Exception {
        Outcome.Answer answer = answer(chat().json(ask));
        assertThat(((Payload.Whole) answer.payload()).fields().get("label")).isIn("late", "lost");
        assertThat(answer.source())
                .isInstanceOfSatisfying(
                        Source.Backend.class, from -> assertThat(from.version()).isNotEmpty());
    }

    @Test
    void theTokensOfAValueGiveItsConfidence() throws Exception {
        ChatConfigs config = chat().json(Ask.JSON_SCHEMA);
        double mean = confidence(answer(config.logprobs(Logprobs.MEAN, 0.1, "/label")));
        double least = confidence(answer(config.logprobs(Logprobs.MINIMUM, 0.1, "/label")));
        double leastOfAll = confidence(answer(config.logprobs(Logprobs.MINIMUM, 0.1, null)));
        assertThat(least).isPositive().isLessThanOrEqualTo(mean);
        assertThat(leastOfAll).isPositive().isLessThanOrEqualTo(least);
        assertThat(mean).isLessThan(1);
    }

    @Test
    void whatItUsedIsPaid() throws Exception {
        Call call = call("where is it");
        PriceConfig perToken = new PriceConfig(Money.ZERO, new Money(1_000_000), new Money(1_000_000), new Money(1));
        Outcome outcome = await(run(backend(chat().json(Ask.JSON_SCHEMA).price(perToken)), call));
        assertThat(outcome).isInstanceOf(Outcome.Answer.class);
        long spent = call.purse().spent().picos();
        assertThat(spent / 1_000_000).as("input tokens").isGreaterThan("where is it".length());
        assertThat(spent % 1_000_000).as("output tokens").isBetween(10L, 64L);
    }

    @Test
    void aTextThatIsCutOffIsNoAnswer() throws Exception {
        assertThat(await(run(backend(chat().maxTokens(3, MaxTokensName.MAX_COMPLETION_TOKENS)), call("where is it"))))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.why()).isEqualTo(Failure.BAD_REPLY);
                    assertThat(failed.detail()).startsWith("answer check truncated: ");
                });
    }

    @Test
    void aQuestionThatIsTooLongIsRejected() throws Exception {
        assertThat(await(run(backend(chat()), call("x".repeat(100_000)))))
                .isEqualTo(Outcome.Failed.because(Failure.REJECTED, "HTTP status 400 (exceed_context_size_error)"));
    }

    @Test
    void aSchemaThatItCantUseIsRejected() throws Exception {
        ChatConfigs config = chat().extra(Map.of("response_format", Map.of("type", "no such type")));
        assertThat(await(run(backend(config), call("where is it"))))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.REJECTED));
    }

    @Test
    void aCancelledChatFreesTheOnlySlotForTheNext() throws Exception {
        Backend endless = backend(chat().maxTokens(1_000_000, MaxTokensName.MAX_TOKENS)
                .extra(Map.of("ignore_eos", true, "grammar", "root ::= \"a\" root")));
        var bounded = Layer.stack(List.of(new Within(Duration.ofMillis(100), time)), endless);
        for (int again = 0; again < 3; again++) {
            assertThat(await(run(bounded, call("where is it"))))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.why()).isEqualTo(Failure.TIMED_OUT));
        }
        assertThat(answer(chat().json(Ask.JSON_SCHEMA))).isNotNull();
    }

    @Test
    void itIsReady() throws Exception {
        assertThat(await(on(0, () -> backend(chat()).health(PATIENCE))).ready()).isTrue();
    }
}
