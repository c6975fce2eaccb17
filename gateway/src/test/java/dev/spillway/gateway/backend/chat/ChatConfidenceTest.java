package dev.spillway.gateway.backend.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.core.Confidence;
import dev.spillway.core.Outcome;
import dev.spillway.core.Source;
import dev.spillway.gateway.backend.http.Protocol;
import dev.spillway.gateway.config.ChatConfidenceConfig.Logprobs;
import dev.spillway.gateway.config.ChatJsonConfig.Ask;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the confidence of a completion comes from. */
final class ChatConfidenceTest {
    private static final Source.Backend SOURCE = new Source.Backend("reader", "", "", 0);

    private static ChatConfigs chat() {
        return ChatConfigs.at("http://127.0.0.1:1/v1");
    }

    private static void assertKnown(ChatConfigs config, Completions completion, double expected) {
        Protocol.Reading reading = config.reply().read(completion.bytes(), SOURCE);
        assertThat(reading.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Answer.class,
                        answer -> assertThat(answer.confidence())
                                .isInstanceOfSatisfying(
                                        Confidence.Known.class,
                                        known -> assertThat(known.value()).isCloseTo(expected, within(1e-12))));
        assertThat(reading.remark()).isEmpty();
    }

    private static void assertUnknown(ChatConfigs config, Completions completion) {
        Protocol.Reading reading = config.reply().read(completion.bytes(), SOURCE);
        assertThat(reading.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Answer.class,
                        answer -> assertThat(answer.confidence()).isEqualTo(Confidence.unknown()));
        assertThat(reading.remark()).startsWith("confidence unknown: ").doesNotContain("s3cret");
    }

    private static Completions fourTokens() {
        return Completions.saying("it is late")
                .token("it", -0.1)
                .token(" is", -0.4)
                .token(" la", -2.0)
                .token("te", -0.3);
    }

    @Test
    void theMeanIsTheGeometricMeanOfProbabilities() {
        assertKnown(chat().logprobs(Logprobs.MEAN, 0.1, null), fourTokens(), Math.exp(-0.7));
    }

    @Test
    void theMinimumIsTheLeastSureToken() {
        assertKnown(chat().logprobs(Logprobs.MINIMUM, 0.1, null), fourTokens(), Math.exp(-2));
    }

    @ParameterizedTest
    @CsvSource({"0.01, -2.0", "0.25, -2.0", "0.26, -0.4", "0.5, -0.4", "0.75, -0.3", "1, -0.1"})
    void aQuantileIsTheNearestRankFromTheLeast(double quantile, double logprob) {
        assertKnown(chat().logprobs(Logprobs.QUANTILE, quantile, null), fourTokens(), Math.exp(logprob));
    }

    @Test
    void thoughtsBeforeTheAnswerAndTheMarkBehindItDoNotCount() {
        Completions completion = Completions.saying("late")
                .token("<think>", -5)
                .token("late?", -5)
                .token("</think>", -5)
                .token("late", -0.2)
                .token("<|im_end|>", -3);
        assertKnown(chat().logprobs(Logprobs.MEAN, 0.1, null), completion, Math.exp(-0.2));
    }

    @Test
    void onlyTheTokensOfTheValueCountWhereOneIsNamed() {
        Completions completion = Completions.saying("{\"sure\": 1, \"label\": \"late\"}")
                .token("```json\n", -8)
                .token("{\"sure", -0.01)
                .token("\": 1", -4)
                .token(", \"label", -0.01)
                .token("\": \"", -0.02)
                .token("la", -0.5)
                .token("te\"", -0.7)
                .token("}", -0.01)
                .token("\n```", -8);
        ChatConfigs config = chat().json(Ask.JSON_SCHEMA);
        assertKnown(config.logprobs(Logprobs.MEAN, 0.1, "/label"), completion, Math.exp(-0.6));
        assertKnown(config.logprobs(Logprobs.MINIMUM, 0.1, "/sure"), completion, Math.exp(-4));
        assertKnown(config.logprobs(Logprobs.MINIMUM, 0.1, null), completion, Math.exp(-4));
        assertUnknown(config.logprobs(Logprobs.MEAN, 0.1, "/absent"), completion);
    }

    @Test
    void aCharacterMayBeSpreadOverTokens() {
        Completions completion = Completions.saying("{\"label\": \"verspätet ü\"}")
                .token("{\"label\": \"versp", -0.01)
                .token("\ufffd", List.of(0xc3L), -0.4)
                .token("\ufffd", List.of(0xa4L), -0.6)
                .token("tet ü", -0.5)
                .token("\"}", -0.01);
        ChatConfigs config = chat().anyJson(Ask.JSON_OBJECT);
        assertKnown(config.logprobs(Logprobs.MEAN, 0.1, "/label"), completion, Math.exp(-(0.01 + 0.4 + 0.6 + 0.5) / 4));
    }

    @Test
    void tokensWithoutBytesAreTakenByTheirText() {
        Completions completion =
                Completions.saying("so late").token("so", null, -0.3).token(" late", null, -0.5);
        assertKnown(chat().logprobs(Logprobs.MEAN, 0.1, null), completion, Math.exp(-0.4));
    }

    @Test
    void tokensThatDoNotSpellTheAnswerAllCountUnlessAValueIsNamed() {
        Completions completion = Completions.saying("{\"label\": \"late\"}").token("Ġlate", -0.5);
        ChatConfigs config = chat().json(Ask.JSON_SCHEMA);
        assertKnown(config.logprobs(Logprobs.MEAN, 0.1, null), completion, Math.exp(-0.5));
        assertUnknown(config.logprobs(Logprobs.MEAN, 0.1, "/label"), completion);
    }

    @Test
    void theMarkOfAnUnlikelyTokenIsNotAveragedButIsTheLeast() {
        Completions completion = Completions.saying("late").token("la", -9999.0).token("te", -0.5);
        assertKnown(chat().logprobs(Logprobs.MEAN, 0.1, null), completion, Math.exp(-0.5));
        assertKnown(chat().logprobs(Logprobs.MINIMUM, 0.1, null), completion, 0);
        assertUnknown(
                chat().logprobs(Logprobs.MEAN, 0.1, null),
                Completions.saying("late").token("late", -9999.0));
    }

    @Test
    void aRoundingErrorAboveZeroIsCertainty() {
        assertKnown(
                chat().logprobs(Logprobs.MEAN, 0.1, null),
                Completions.saying("late").token("late", 1e-7),
                1);
    }

    @Test
    void logprobsThatAreAbsentOrNoneLeaveTheConfidenceUnknown() {
        ChatConfigs config = chat().logprobs(Logprobs.MEAN, 0.1, null);
        assertUnknown(config, Completions.saying("late")); // as servers do that ignore the wish
        assertUnknown(config, Completions.saying("late").token("late", null));
        assertUnknown(config, Completions.saying("late").token("late", "s3cret"));
        assertUnknown(config, Completions.saying("late").token("late", 0.5));
        assertUnknown(config, Completions.saying("late").token("la", -0.5).token("te", null));
    }

    @Test
    void theModelMayStateItsConfidence() {
        ChatConfigs config = chat().anyJson(Ask.JSON_OBJECT).stated("/sure");
        assertKnown(config, Completions.saying("{\"sure\": 0.7}"), 0.7);
        assertKnown(config, Completions.saying("{\"sure\": 1}"), 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"sure\": null}", "{\"sure\": 70}", "{\"sure\": -0.1}", "{\"sure\": \"s3cret\"}"})
    void aStatedConfidenceThatIsNoneIsUnknown(String said) {
        assertUnknown(chat().anyJson(Ask.JSON_OBJECT).stated("/sure"), Completions.saying(said));
    }

    @Test
    void anExpressionReadsTheReplyAndTheAnswer() {
        assertKnown(
                chat().computed("answer.text == 'late' ? double(reply.usage.completion_tokens) / 8.0 : 0.1"),
                Completions.saying("late"),
                0.5);
        assertKnown(
                chat().computed("1.0 + reply.choices[0].logprobs.content[0].logprob"),
                Completions.saying("late").token("late", -0.25),
                0.75);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reply.absent",
                "reply.?absent",
                "answer.text",
                "double(reply.usage.completion_tokens)",
                "0.0 / double(reply.usage.completion_tokens - 4)",
                "-0.5"
            })
    void anExpressionWithoutANumberFromZeroToOneLeavesItUnknown(String expression) {
        assertUnknown(chat().computed(expression), Completions.saying("s3cret"));
    }
}
