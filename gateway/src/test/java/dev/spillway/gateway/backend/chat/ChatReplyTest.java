package dev.spillway.gateway.backend.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Confidence;
import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Source;
import dev.spillway.gateway.backend.Usage;
import dev.spillway.gateway.backend.http.Protocol;
import dev.spillway.gateway.config.ChatJsonConfig.Ask;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a completion. */
final class ChatReplyTest {
    private static final Source.Backend SOURCE = new Source.Backend("reader", "", "", 0);

    private static ChatConfigs chat() {
        return ChatConfigs.at("http://127.0.0.1:1/v1");
    }

    private static Protocol.Reading read(ChatConfigs config, Completions completion) {
        return config.reply().read(completion.bytes(), SOURCE);
    }

    private static Outcome.Answer answer(ChatConfigs config, Completions completion) {
        return (Outcome.Answer) read(config, completion).outcome();
    }

    private static Map<String, @Nullable Object> fields(ChatConfigs config, String said) {
        return ((Payload.Whole) answer(config, Completions.saying(said)).payload()).fields();
    }

    private static void assertUnfit(ChatConfigs config, Completions completion, String check) {
        Protocol.Reading reading = read(config, completion);
        assertThat(reading.outcome()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.why()).isEqualTo(Failure.BAD_REPLY);
            assertThat(failed.detail())
                    .startsWith("answer check " + check + ": ")
                    .doesNotContain("s3cret");
        });
        assertThat(reading.usage()).as("it is paid for").isEqualTo(new Usage(10, 0, 4));
    }

    @Test
    void aTextIsTheAnswer() {
        Outcome.Answer answer = answer(chat(), Completions.saying(" late "));
        assertThat(answer.payload()).isEqualTo(new Payload.Whole(Map.of("text", " late ")));
        assertThat(answer.confidence()).isEqualTo(Confidence.unknown());
        assertThat(answer.source()).isEqualTo(new Source.Backend("reader", "small", "small-2026-10-01", 0));
    }

    @Test
    void aTextInPartsIsOneText() {
        var parts = List.of(Map.of("type", "text", "text", "la"), Map.of("type", "text", "text", "te"));
        assertThat(answer(chat(), Completions.saying(parts)).payload())
                .isEqualTo(new Payload.Whole(Map.of("text", "late")));
    }

    @Test
    void theFieldsOfAJsonObjectAreTheAnswer() {
        assertThat(fields(chat().json(Ask.JSON_SCHEMA), "{\"label\": \"late\", \"sure\": 1}"))
                .containsExactly(Map.entry("label", "late"), Map.entry("sure", 1L));
        assertThat(fields(chat().anyJson(Ask.JSON_OBJECT), "{\"a\": [1, null]}"))
                .containsEntry("a", Arrays.asList(1L, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```json\n{\"label\": \"late\"}\n```",
                "```\n{\"label\": \"late\"}```",
                " \n{\"label\": \"late\"}\n"
            })
    void aFenceAroundJsonIsPassedOver(String said) {
        assertThat(fields(chat().json(Ask.PROMPT), said)).containsEntry("label", "late");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n"})
    void anEmptyTextIsNoAnswer(String said) {
        assertUnfit(chat(), Completions.saying(said), "empty");
    }

    @Test
    void noTextIsNoAnswer() {
        assertUnfit(chat(), Completions.saying(null), "empty");
        assertUnfit(chat(), Completions.saying(null).ending("tool_calls"), "empty");
        assertUnfit(chat(), Completions.saying(List.of(Map.of("type", "image_url"))), "empty");
    }

    @Test
    void aRefusalIsNoAnswer() {
        assertUnfit(chat(), Completions.saying(null).refusing("s3cret"), "refusal");
        assertUnfit(chat(), Completions.saying("s3cret").ending("content_filter"), "refusal");
    }

    @Test
    void aTruncatedTextIsNoAnswer() {
        assertUnfit(chat(), Completions.saying("s3cret").ending("length"), "truncated");
        assertUnfit(chat(), Completions.saying("").ending("length"), "truncated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAX_TOKENS", "max_tokens", "max_output_tokens", "model_length"})
    void otherWordsForTruncatedAreTruncatedToo(String reason) {
        assertUnfit(chat(), Completions.saying("s3cret").ending(reason), "truncated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SAFETY", "refusal", "Content_Filter", "guardrail_intervened"})
    void otherWordsForRefusedAreRefusedToo(String reason) {
        assertUnfit(chat(), Completions.saying("s3cret").ending(reason), "refusal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "STOP", "eos", "eos_token", "end_turn", "stop_sequence"})
    void aWholeTextIsOneInAnyDialect(String reason) {
        assertThat(answer(chat(), Completions.saying("late").ending(reason)).payload())
                .isEqualTo(new Payload.Whole(Map.of("text", "late")));
    }

    @Test
    void noReasonIsAWholeText() {
        assertThat(answer(chat(), Completions.saying("late").ending(null)).payload())
                .isEqualTo(new Payload.Whole(Map.of("text", "late")));
    }

    @Test
    void anEndThatIsNotKnownIsNoAnswer() {
        assertUnfit(chat(), Completions.saying("s3cret").ending("paused"), "unknown-end");
        assertUnfit(chat(), Completions.saying("s3cret").ending(""), "unknown-end");
        assertUnfit(chat(), Completions.saying("s3cret").ending(7L), "unknown-end");
        assertUnfit(chat(), Completions.saying("s3cret").ending("tool_calls"), "unknown-end");
    }

    @Test
    void anErrorBesideATextIsAFailureThatIsPaid() {
        for (Completions completion : List.of(
                Completions.saying("s3cret").ending("error"),
                Completions.saying("s3cret").failing(Map.of("message", "s3cret", "code", 502L)),
                Completions.saying("s3cret").with("error", Map.of("message", "s3cret")),
                Completions.saying("s3cret").with("error", "s3cret"))) {
            Protocol.Reading reading = read(chat(), completion);
            assertThat(reading.outcome()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.why()).isEqualTo(Failure.BACKEND_ERROR);
                assertThat(failed.detail()).doesNotContain("s3cret");
            });
            assertThat(reading.usage()).isEqualTo(new Usage(10, 0, 4));
        }
    }

    @Test
    void anErrorThatIsNoneIsPassedOver() {
        for (Object error : Arrays.asList(null, "", false, Map.of())) {
            assertThat(answer(chat(), Completions.saying("late").with("error", error))
                            .payload())
                    .isEqualTo(new Payload.Whole(Map.of("text", "late")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<think>perhaps {\"label\": \"lost\"}?</think>\n\n{\"label\":\"late\"}",
                "it says late\n</think>\n\n{\"label\":\"late\"}",
                "{\"label\": \"lost\"} fits less\n</think>```json\n{\"label\":\"late\"}\n```",
                "\n[THINK]hm[/THINK]{\"label\":\"late\"}",
                "<think></think>{\"label\":\"late\"}"
            })
    void thoughtsBeforeJsonArePassedOver(String said) {
        assertThat(fields(chat().json(Ask.PROMPT), said)).containsEntry("label", "late");
    }

    @Test
    void aMarkInsideOfJsonIsPartOfIt() {
        assertThat(fields(chat().anyJson(Ask.PROMPT), "{\"quote\": \"a </think> b\"}"))
                .containsEntry("quote", "a </think> b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<think>lost?</think>\n\nlate", "lost?\n</think>\nlate", "[THINK]lost?[/THINK]late"})
    void aTextIsWhatStandsBehindTheThoughts(String said) {
        assertThat(fields(chat(), said)).containsExactly(Map.entry("text", "late"));
    }

    @Test
    void thoughtsAloneAreNoAnswer() {
        assertUnfit(chat(), Completions.saying("<think>s3cret"), "empty");
        assertUnfit(chat(), Completions.saying("<think>s3cret</think>\n"), "empty");
        assertUnfit(chat().json(Ask.PROMPT), Completions.saying("<think>s3cret</think>"), "empty");
        assertUnfit(chat(), Completions.saying("<think>s3cret").ending("length"), "truncated");
    }

    @Test
    void halfASurrogatePairIsReplacedAndTold() {
        Protocol.Reading reading = chat().anyJson(Ask.PROMPT)
                .reply()
                .read(Completions.saying("{\"why\": \"\\ud83d\"}").bytes(), SOURCE);
        assertThat(reading.remark()).contains("U+FFFD");
        assertThat(((Payload.Whole) ((Outcome.Answer) reading.outcome()).payload()).fields())
                .containsEntry("why", "\ufffd");
    }

    @Test
    void partsOfThoughtsAreNoPartOfTheText() {
        var parts = List.of(
                Map.of("type", "thinking", "thinking", List.of(Map.of("type", "text", "text", "lost?"))),
                Map.of("type", "reasoning", "text", "lost?"),
                Map.of("type", "text", "text", "late"));
        assertThat(answer(chat(), Completions.saying(parts)).payload())
                .isEqualTo(new Payload.Whole(Map.of("text", "late")));
    }

    @Test
    void countsOfTokensAreReadAsServersWriteThem() {
        for (Object ten : List.of(10L, 10.0, "10")) {
            assertThat(read(
                                    chat(),
                                    Completions.saying("late")
                                            .usage(Map.of("prompt_tokens", ten, "completion_tokens", 4L)))
                            .usage())
                    .isEqualTo(new Usage(10, 0, 4));
        }
        for (Object none : List.of(10.5, -1L, "ten", "-1", "12345678901")) {
            assertThat(read(
                                    chat(),
                                    Completions.saying("late")
                                            .usage(Map.of("prompt_tokens", none, "completion_tokens", 4L)))
                            .usage())
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "[\"s3cret\"]", "{\"label\": \"s3cret\"", "{} {}", "sure: {\"label\": \"late\"}"})
    void whatIsNoJsonObjectIsNoAnswer(String said) {
        assertUnfit(chat().json(Ask.PROMPT), Completions.saying(said), "json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"label\": \"s3cret\"}", "{\"label\": \"late\", \"s3cret\": 1}", "{\"label\": 1}"})
    void whatDoesNotFitItsSchemaIsNoAnswer(String said) {
        assertUnfit(chat().json(Ask.JSON_SCHEMA), Completions.saying(said), "schema");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "'' | BAD_REPLY",
                "<html> | BAD_REPLY",
                "[] | BAD_REPLY",
                "{} | BAD_REPLY",
                "{\"choices\": []} | BAD_REPLY",
                "{\"choices\": null} | BAD_REPLY",
                "{\"choices\": [{\"text\": \"completion of another protocol\"}]} | BAD_REPLY",
                "{\"choices\": [{\"message\": \"late\"}]} | BAD_REPLY",
                "{\"error\": {\"message\": \"s3cret\", \"type\": \"server_error\"}} | BACKEND_ERROR",
                "{\"error\": \"s3cret\", \"choices\": []} | BACKEND_ERROR"
            })
    void whatIsNoCompletionIsAFailure(String body, Failure why) {
        assertThat(chat().reply().read(body.getBytes(UTF_8), SOURCE).outcome())
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.why()).isEqualTo(why);
                    assertThat(failed.detail()).doesNotContain("s3cret");
                });
    }

    @Test
    void usageIsReadWithWhatCameFromACache() {
        Map<String, Object> usage = Map.of(
                "prompt_tokens", 100L, "completion_tokens", 7L, "prompt_tokens_details", Map.of("cached_tokens", 80L));
        assertThat(read(chat(), Completions.saying("late").usage(usage)).usage())
                .isEqualTo(new Usage(100, 80, 7));
    }

    @Test
    void usageThatIsNoneIsUnknownAndNoReasonToDropTheAnswer() {
        for (Object none : Arrays.asList(
                null,
                Map.of(),
                "many",
                Map.of("prompt_tokens", -1L, "completion_tokens", 1L),
                Map.of("prompt_tokens", 1.5, "completion_tokens", 1L),
                Map.of("prompt_tokens", Long.MAX_VALUE, "completion_tokens", 1L))) {
            Protocol.Reading reading = read(chat(), Completions.saying("late").usage(none));
            assertThat(reading.usage()).isNull();
            assertThat(reading.outcome()).isInstanceOf(Outcome.Answer.class);
        }
    }
}
