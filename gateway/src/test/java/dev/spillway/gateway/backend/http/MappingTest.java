package dev.spillway.gateway.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.spillway.core.Confidence;
import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import dev.spillway.gateway.backend.Usage;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.UsageConfig;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MappingTest {
    private static final Source.Backend SOURCE = new Source.Backend("b", "", "", 0);

    private static Mapping mapping(
            Map<String, String> answer, @Nullable String confidence, @Nullable UsageConfig usage) {
        return Mapping.of(HttpConfigs.to("http://h/")
                .answer(answer)
                .confidence(confidence)
                .usage(usage)
                .build());
    }

    private static Outcome.Answer answer(Mapping mapping, String body) {
        return (Outcome.Answer) mapping.read(body.getBytes(UTF_8), SOURCE).outcome();
    }

    private static void assertBad(Mapping mapping, String body) {
        assertThat(mapping.read(body.getBytes(UTF_8), SOURCE).outcome())
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.why()).isEqualTo(Failure.BAD_REPLY);
                    assertThat(failed.detail()).doesNotContain("s3cret");
                });
    }

    @Test
    void pointersMakeTheAnswer() {
        Mapping mapping = mapping(Map.of("label", "/result/0/name", "raw", "/result"), "/result/0/p", null);
        Outcome.Answer answer = answer(mapping, "{\"result\": [{\"name\": \"late\", \"p\": 0.75}]}");
        assertThat(((Payload.Whole) answer.payload()).fields())
                .containsEntry("label", "late")
                .containsKey("raw");
        assertThat(answer.confidence()).isEqualTo(Confidence.of(0.75));
        assertThat(answer.quality()).isEqualTo(Quality.FULL);
        assertThat(answer.source()).isEqualTo(SOURCE);
    }

    @Test
    void withoutPointersTheReplyIsTheAnswer() {
        assertThat(answer(mapping(Map.of(), null, null), "{\"a\": 1, \"b\": null}")
                        .payload())
                .isEqualTo(new Payload.Whole(new HashMap<>() {
                    private static final long serialVersionUID = 1L;

                    {
                        put("a", 1L);
                        put("b", null);
                    }
                }));
    }

    @Test
    void aFieldThatIsAbsentThereIsAbsentHere() {
        Mapping mapping = mapping(Map.of("state", "/state", "daysLate", "/daysLate"), null, null);
        assertThat(((Payload.Whole) answer(mapping, "{\"state\": \"on time\"}").payload()).fields())
                .isEqualTo(Map.of("state", "on time"));
    }

    @Test
    void anAbsentConfidenceIsUnknown() {
        Mapping mapping = mapping(Map.of(), "/p", null);
        assertThat(answer(mapping, "{}").confidence()).isEqualTo(Confidence.unknown());
        assertThat(answer(mapping, "{\"p\": null}").confidence()).isEqualTo(Confidence.unknown());
        assertThat(answer(mapping, "{\"p\": 1}").confidence()).isEqualTo(Confidence.of(1));
        assertThat(answer(mapping, "{\"p\": 0}").confidence()).isEqualTo(Confidence.of(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.01", "-0.01", "\"0.5\"", "\"s3cret\"", "[0.5]", "true", "NaN", "1e999"})
    void aConfidenceThatIsNoneMakesABadReply(String confidence) {
        assertBad(mapping(Map.of(), "/p", null), "{\"p\": " + confidence + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s3cret",
                "[]",
                "\"s3cret\"",
                "null",
                "{\"error\": \"s3cret\"",
                "{\"error\": \"s3cret\"} {}",
                "{\"label\": NaN}",
                "<html>s3cret</html>"
            })
    void whatIsNoObjectIsABadReply(String body) {
        assertBad(mapping(Map.of(), null, null), body);
        assertBad(mapping(Map.of("label", "/label"), null, null), body);
    }

    @Test
    void aTextIsReadWhole() {
        HttpConfigs text = HttpConfigs.to("http://h/").replyFormat(HttpJsonConfig.ReplyFormat.TEXT);
        assertThat(answer(Mapping.of(text.build()), "{\"not\": JSON\n").payload())
                .isEqualTo(new Payload.Whole(Map.of("text", "{\"not\": JSON\n")));
        assertThat(answer(Mapping.of(text.answer(Map.of("summary", "/text")).build()), "")
                        .payload())
                .isEqualTo(new Payload.Whole(Map.of("summary", "")));
    }

    @Test
    void bytesThatAreNotUtf8AreABadReply() {
        Mapping mapping = Mapping.of(HttpConfigs.to("http://h/")
                .replyFormat(HttpJsonConfig.ReplyFormat.TEXT)
                .build());
        assertThat(mapping.read(new byte[] {'s', '3', (byte) 0xff}, SOURCE).outcome())
                .isEqualTo(Outcome.Failed.because(Failure.BAD_REPLY, "the reply is not text in UTF-8"));
    }

    @Test
    void aReplyWithNothingOfTheAnswerIsABadReply() {
        assertBad(mapping(Map.of("label", "/label", "level", "/level"), null, null), "{\"error\": \"s3cret\"}");
    }

    @Test
    void usageIsRead() {
        Mapping mapping = mapping(Map.of(), null, new UsageConfig("/usage/in", "/usage/cached", "/usage/out"));
        byte[] reply = "{\"usage\": {\"in\": 7, \"cached\": 5, \"out\": 9}}".getBytes(UTF_8);
        assertThat(mapping.read(reply, SOURCE).usage()).isEqualTo(new Usage(7, 5, 9));
        assertThat(mapping.read("{}".getBytes(UTF_8), SOURCE).usage()).isEqualTo(Usage.NONE);
        byte[] loose = "{\"usage\": {\"in\": 7.0, \"cached\": \"5\", \"out\": 9}}".getBytes(UTF_8);
        assertThat(mapping.read(loose, SOURCE).usage()).isEqualTo(new Usage(7, 5, 9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "\"seven\"", "99999999999999", "1e300"})
    void usageThatIsNoneMakesABadReply(String tokens) {
        assertBad(mapping(Map.of(), null, new UsageConfig("/in", null)), "{\"in\": " + tokens + "}");
    }

    @Test
    void aWrongPointerIsNamedByItsKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapping(Map.of("label", "label"), null, null))
                .withMessageStartingWith("answer.label: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapping(Map.of(), "$.p", null))
                .withMessageStartingWith("confidence: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapping(Map.of(), null, new UsageConfig(null, "x")))
                .withMessageStartingWith("usage.outputTokens: ");
    }
}
