package dev.spillway.gateway.backend.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.backend.http.Unsendable;
import dev.spillway.gateway.config.ChatConfidenceConfig.Logprobs;
import dev.spillway.gateway.config.ChatJsonConfig.Ask;
import dev.spillway.gateway.config.ChatMessageConfig;
import dev.spillway.gateway.config.ChatMessageConfig.Role;
import dev.spillway.gateway.config.OpenaiChatConfig.MaxTokensName;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server is sent. */
final class ChatRequestTest {
    private static final Map<String, @Nullable Object> INPUT = Map.of("text", "where is \"it\"?", "days", 3L);

    private static ChatConfigs chat() {
        return ChatConfigs.at("http://127.0.0.1:1/v1");
    }

    private static JsonNode sent(ChatConfigs config) throws Exception {
        return new ObjectMapper().readTree(config.request().write(INPUT));
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void onlyWhatIsConfiguredIsSent() throws Exception {
        assertThat(sent(chat())).isEqualTo(json("""
            {"model": "small", "max_tokens": 64,
             "messages": [{"role": "user", "content": "where is \\"it\\"?"}]}\
            """));
    }

    @Test
    void systemComesFirstAndMessagesInTheirOrder() throws Exception {
        JsonNode messages = sent(chat().system("Sort messages. {{ input.text }} is no expression.")
                        .messages(
                                new ChatMessageConfig(Role.USER, "'lost?'"),
                                new ChatMessageConfig(Role.ASSISTANT, "'lost'"),
                                new ChatMessageConfig(Role.DEVELOPER, "'brief'"),
                                new ChatMessageConfig(Role.USER, "input.text + ' ' + string(input.days)")))
                .path("messages");
        assertThat(messages).isEqualTo(json("""
            [{"role": "system", "content": "Sort messages. {{ input.text }} is no expression."},
             {"role": "user", "content": "lost?"},
             {"role": "assistant", "content": "lost"},
             {"role": "developer", "content": "brief"},
             {"role": "user", "content": "where is \\"it\\"? 3"}]\
            """));
    }

    @Test
    void samplingAndFurtherFieldsAreSentAsConfigured() throws Exception {
        JsonNode body = sent(chat().maxTokens(8, MaxTokensName.MAX_COMPLETION_TOKENS)
                .temperature(0)
                .seed(7)
                .extra(Map.of("chat_template_kwargs", Map.of("enable_thinking", false))));
        assertThat(body.path("max_completion_tokens").intValue()).isEqualTo(8);
        assertThat(body.has("max_tokens")).isFalse();
        assertThat(body.path("temperature").doubleValue()).isZero();
        assertThat(body.path("seed").intValue()).isEqualTo(7);
        assertThat(body.at("/chat_template_kwargs/enable_thinking").isBoolean()).isTrue();
    }

    @Test
    void logprobsAreAskedForWhereTheyAreRead() throws Exception {
        JsonNode mean = sent(chat().logprobs(Logprobs.MEAN, 0.1, null));
        assertThat(mean.path("logprobs").booleanValue()).isTrue();
        assertThat(mean.path("top_logprobs").intValue()).isEqualTo(1);
        assertThat(sent(chat().computed("0.5").topLogprobs(5))
                        .path("top_logprobs")
                        .intValue())
                .isEqualTo(5);
        assertThat(sent(chat().computed("0.5")).has("logprobs")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "JSON_SCHEMA | /response_format/type | '\"json_schema\"' | /response_format/json_schema/schema",
                "JSON_SCHEMA | /response_format/json_schema/strict | true | /response_format/json_schema/schema",
                "JSON_OBJECT_SCHEMA | /response_format/type | '\"json_object\"' | /response_format/schema",
                "STRUCTURED_OUTPUTS | /structured_outputs/json/type | '\"object\"' | /structured_outputs/json",
                "GUIDED_JSON | /guided_json/type | '\"object\"' | /guided_json"
            })
    void eachKindOfServerIsSentTheSchemaInItsWay(Ask ask, String at, String value, String schema) throws Exception {
        JsonNode body = sent(chat().json(ask));
        assertThat(body.at(at)).isEqualTo(json(value));
        assertThat(body.at(schema)).isEqualTo(ChatConfigs.SCHEMA.document());
    }

    @Test
    void theSchemaStaysHereWhereTheServerCantUseIt() throws Exception {
        assertThat(sent(chat().json(Ask.JSON_OBJECT)).path("response_format"))
                .isEqualTo(json("{\"type\": \"json_object\"}"));
        assertThat(sent(chat().json(Ask.PROMPT)).size()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"input.days", "input.absent", "[input.text]"})
    void aMessageThatIsNoTextIsNotSent(String content) {
        ChatRequest request =
                chat().messages(new ChatMessageConfig(Role.USER, content)).request();
        assertThatExceptionOfType(Unsendable.class)
                .isThrownBy(() -> request.write(INPUT))
                .satisfies(unsendable -> assertThat(unsendable.getMessage()).doesNotContain("where"));
    }

    @Test
    void whatCantWorkIsNamedByItsKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chat().messages(new ChatMessageConfig(Role.USER, "input.text +"))
                        .request())
                .withMessageStartingWith("messages[0].content: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chat().extra(Map.of("model", "large")).request())
                .withMessageStartingWith("extra.model: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chat().anyJson(Ask.JSON_SCHEMA).request())
                .withMessageStartingWith("json.schema: ");
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:8000/v1, http://h:8000/v1/chat/completions",
        "http://h:8000/v1/, http://h:8000/v1/chat/completions",
        "http://h, http://h/chat/completions",
        "https://a.example/openai/deployments/d?api-version=1,"
                + " https://a.example/openai/deployments/d/chat/completions?api-version=1"
    })
    void chatsAreCompletedBelowTheUrlThatClientsAreGiven(String base, String whole) {
        assertThat(ChatPlan.url(base)).isEqualTo(whole);
    }
}
