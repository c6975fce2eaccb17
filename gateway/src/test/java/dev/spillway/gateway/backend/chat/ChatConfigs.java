package dev.spillway.gateway.backend.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.core.Money;
import dev.spillway.gateway.backend.http.HttpJsonPlan;
import dev.spillway.gateway.config.BreakerConfig;
import dev.spillway.gateway.config.ChatConfidenceConfig;
import dev.spillway.gateway.config.ChatJsonConfig;
import dev.spillway.gateway.config.ChatMessageConfig;
import dev.spillway.gateway.config.ChatMessageConfig.Role;
import dev.spillway.gateway.config.OpenaiChatConfig;
import dev.spillway.gateway.config.PriceConfig;
import dev.spillway.gateway.config.Size;
import dev.spillway.gateway.route.InputSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A configuration in the making; what a test does not say is as generous as can be. */
final class ChatConfigs {
    /** An object with a label that is one of two. */
    static final InputSchema SCHEMA = schema("""
        {"type": "object", "properties": {"label": {"enum": ["late", "lost"]}, "sure": {"type": "number"}},
         "required": ["label"], "additionalProperties": false}\
        """);

    private final String url;
    private @Nullable String system;
    private List<ChatMessageConfig> messages = List.of(new ChatMessageConfig(Role.USER, "input.text"));
    private @Nullable ChatJsonConfig json;
    private @Nullable InputSchema schema;
    private int maxTokens = 64;
    private OpenaiChatConfig.MaxTokensName maxTokensName = OpenaiChatConfig.MaxTokensName.MAX_TOKENS;
    private @Nullable Double temperature;
    private @Nullable Integer seed;
    private int topLogprobs;
    private Map<String, @Nullable Object> extra = Map.of();
    private @Nullable ChatConfidenceConfig confidence;
    private PriceConfig price = new PriceConfig(new Money(1000), Money.ZERO, Money.ZERO);

    private ChatConfigs(String url) {
        this.url = url;
    }

    static ChatConfigs at(String url) {
        return new ChatConfigs(url);
    }

    static InputSchema schema(String document) {
        try {
            return InputSchema.of(new ObjectMapper().readTree(document));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    ChatConfigs system(String text) {
        system = text;
        return this;
    }

    ChatConfigs messages(ChatMessageConfig... others) {
        messages = List.of(others);
        return this;
    }

    /** JSON that fits {@link #SCHEMA}. */
    ChatConfigs json(ChatJsonConfig.Ask ask) {
        json = new ChatJsonConfig(Path.of("schema.json"), ask);
        schema = SCHEMA;
        return this;
    }

    /** Any JSON object. */
    ChatConfigs anyJson(ChatJsonConfig.Ask ask) {
        json = new ChatJsonConfig(null, ask);
        return this;
    }

    ChatConfigs maxTokens(int most, OpenaiChatConfig.MaxTokensName name) {
        maxTokens = most;
        maxTokensName = name;
        return this;
    }

    ChatConfigs temperature(double value) {
        temperature = value;
        return this;
    }

    ChatConfigs seed(int value) {
        seed = value;
        return this;
    }

    ChatConfigs topLogprobs(int count) {
        topLogprobs = count;
        return this;
    }

    ChatConfigs extra(Map<String, @Nullable Object> fields) {
        extra = fields;
        return this;
    }

    ChatConfigs logprobs(ChatConfidenceConfig.Logprobs of, double quantile, @Nullable String over) {
        confidence = new ChatConfidenceConfig(of, quantile, over, null, null);
        return this;
    }

    ChatConfigs stated(String field) {
        confidence = new ChatConfidenceConfig(null, 0.1, null, field, null);
        return this;
    }

    ChatConfigs computed(String expression) {
        confidence = new ChatConfidenceConfig(null, 0.1, null, null, expression);
        return this;
    }

    ChatConfigs price(PriceConfig other) {
        price = other;
        return this;
    }

    OpenaiChatConfig build() {
        return new OpenaiChatConfig(
                url,
                "small",
                system,
                messages,
                json,
                maxTokens,
                maxTokensName,
                temperature,
                seed,
                topLogprobs,
                extra,
                confidence,
                Map.of("x-team", "support"),
                "/health",
                new Size(1 << 20),
                Set.of(),
                64,
                Duration.ofSeconds(20),
                Duration.ofMillis(1),
                price,
                1024,
                BreakerConfig.off(),
                null,
                null,
                null);
    }

    HttpJsonPlan plan() {
        return ChatPlan.of(build(), schema);
    }

    ChatReply reply() {
        return ChatReply.of(build(), schema);
    }

    ChatRequest request() {
        return ChatRequest.of(build(), schema);
    }
}
