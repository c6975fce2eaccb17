package dev.spillway.gateway.backend.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.core.Entry;
import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Language;
import dev.spillway.expressions.Limits;
import dev.spillway.expressions.Template;
import dev.spillway.expressions.Variables;
import dev.spillway.gateway.backend.http.Unsendable;
import dev.spillway.gateway.config.ChatJsonConfig;
import dev.spillway.gateway.config.ChatMessageConfig;
import dev.spillway.gateway.config.OpenaiChatConfig;
import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.json.MalformedJson;
import dev.spillway.gateway.route.InputSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a branch's input becomes a chat. */
final class ChatRequest {
    private static final String INPUT = "input";

    /** One message: what its expression says, in a role. */
    private record Message(String role, Expression content) {}

    private final Map<String, @Nullable Object> constant;
    private final @Nullable String system;
    private final List<Message> messages;

    private ChatRequest(Map<String, @Nullable Object> constant, @Nullable String system, List<Message> messages) {
        this.constant = constant;
        this.system = system;
        this.messages = messages;
    }

    static ChatRequest of(OpenaiChatConfig config, @Nullable InputSchema schema) {
        Language language = new Language(Set.of(INPUT), Limits.DEFAULT);
        List<Message> messages = new ArrayList<>();
        for (ChatMessageConfig message : config.messages()) {
            try {
                messages.add(new Message(
                        Entry.word(message.role()),
                        language.expression(message.content()).orThrow()));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("messages[" + messages.size() + "].content: " + wrong.getMessage());
            }
        }
        return new ChatRequest(constant(config, schema), config.system(), List.copyOf(messages));
    }

    /** What is the same for every request. */
    private static Map<String, @Nullable Object> constant(OpenaiChatConfig config, @Nullable InputSchema schema) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("model", config.model());
        body.put(Entry.word(config.maxTokensName()).replace('-', '_'), config.maxTokens());
        if (config.temperature() != null) {
            body.put("temperature", config.temperature());
        }
        if (config.seed() != null) {
            body.put("seed", config.seed());
        }
        if (config.needsLogprobs()) {
            body.put("logprobs", true);
            body.put("top_logprobs", Math.max(1, config.topLogprobs())); // llama.cpp: 20 without, and none at all for 0
        }
        if (config.json() != null) {
            askForJson(body, config.json().ask(), schema);
        }
        config.extra().forEach((name, value) -> {
            if (body.containsKey(name) || name.equals("messages")) {
                throw new IllegalArgumentException("extra." + name + ": another key sets it");
            }
            body.put(name, value);
        });
        return body;
    }

    private static void askForJson(
            Map<String, @Nullable Object> body, ChatJsonConfig.Ask ask, @Nullable InputSchema schema) {
        if (ask.sendsSchema() && schema == null) {
            throw new IllegalArgumentException("json.schema: there is none to be sent");
        }
        Object document = schema == null ? null : plain(schema);
        switch (ask) {
            case JSON_SCHEMA -> {
                Map<String, @Nullable Object> named = new LinkedHashMap<>();
                named.put("name", "answer");
                named.put("strict", true);
                named.put("schema", document);
                body.put("response_format", format("json_schema", "json_schema", named));
            }
            case JSON_OBJECT -> body.put("response_format", Map.of("type", "json_object"));
            case JSON_OBJECT_SCHEMA -> body.put("response_format", format("json_object", "schema", document));
            case STRUCTURED_OUTPUTS -> body.put("structured_outputs", format(null, "json", document));
            case GUIDED_JSON -> body.put("guided_json", document);
            case PROMPT -> {} // the messages do it
        }
    }

    private static Map<String, @Nullable Object> format(@Nullable String type, String key, @Nullable Object value) {
        Map<String, @Nullable Object> format = new LinkedHashMap<>();
        if (type != null) {
            format.put("type", type);
        }
        format.put(key, value);
        return format;
    }

    private static @Nullable Object plain(InputSchema schema) {
        JsonNode document = Objects.requireNonNull(schema.document(), "a schema that takes anything is none");
        try {
            return Json.read(document.toString().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson impossible) {
            throw new IllegalArgumentException("json.schema: " + impossible.getMessage(), impossible);
        }
    }

    byte[] write(Map<String, @Nullable Object> input) throws Unsendable {
        List<@Nullable Object> chat = new ArrayList<>(messages.size() + 1);
        if (system != null) {
            chat.add(message("system", system));
        }
        Variables variables = Template.sharing(Variables.of(Map.of(INPUT, input)));
        for (Message message : messages) {
            chat.add(message(message.role, text(message.content, variables)));
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>(constant);
        body.put("messages", chat);
        return Json.write(body);
    }

    private static Map<String, @Nullable Object> message(String role, String content) {
        Map<String, @Nullable Object> message = LinkedHashMap.newLinkedHashMap(2);
        message.put("role", role);
        message.put("content", content);
        return message;
    }

    private static String text(Expression content, Variables variables) throws Unsendable {
        try {
            if (content.value(variables) instanceof String text) {
                return text;
            }
            throw new Unsendable(INPUT, content.source() + ": the value is no text", "wrap it in string(…)");
        } catch (EvaluationFailure failure) {
            if (failure.isOverLimit()) {
                throw Unsendable.overLimit(INPUT, failure);
            }
            throw new Unsendable(
                    INPUT, failure.source() + ": " + failure.reason(), "give what the messages of the chat need");
        }
    }
}
