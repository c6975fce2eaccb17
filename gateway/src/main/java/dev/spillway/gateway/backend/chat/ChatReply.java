package dev.spillway.gateway.backend.chat;

import dev.spillway.core.Confidence;
import dev.spillway.core.Failure;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import dev.spillway.gateway.backend.Usage;
import dev.spillway.gateway.backend.http.ErrorReply;
import dev.spillway.gateway.backend.http.Protocol;
import dev.spillway.gateway.config.OpenaiChatConfig;
import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.json.MalformedJson;
import dev.spillway.gateway.route.InputSchema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of a completion becomes the answer: the first choice, where it passes every {@link FormatCheck}. */
final class ChatReply {
    private static final int VERSION_MOST = 100;

    private final String model;
    private final int maxTokens;
    private final @Nullable JsonText json;
    private final ChatConfidence confidence;

    private ChatReply(String model, int maxTokens, @Nullable JsonText json, ChatConfidence confidence) {
        this.model = model;
        this.maxTokens = maxTokens;
        this.json = json;
        this.confidence = confidence;
    }

    static ChatReply of(OpenaiChatConfig config, @Nullable InputSchema schema) {
        return new ChatReply(
                config.model(),
                config.maxTokens(),
                config.json() == null ? null : new JsonText(schema),
                ChatConfidence.of(config.confidence()));
    }

    /** Understands a reply; what it says was used counts whether or not its answer does. */
    Protocol.Reading read(byte[] body, Source.Backend source) {
        Json.Document document;
        try {
            document = Json.document(body);
        } catch (MalformedJson malformed) {
            return bad("the reply is " + malformed.getMessage());
        }
        if (!(document.value() instanceof Map<?, ?> reply)) {
            return bad("the reply is no JSON object");
        }
        Usage usage = usage(reply.get("usage"));
        if (isError(reply.get("error"))) {
            return error(body, usage);
        }
        if (!(first(reply.get("choices")) instanceof Map<?, ?> choice)
                || !(choice.get("message") instanceof Map<?, ?> message)) {
            return bad("the reply has no choice with a message");
        }
        if (isError(choice.get("error"))) {
            return error(Json.write(choice), usage);
        }
        String text = text(message.get("content"));
        Outcome.Failed unfit = unfit(choice, message, text);
        if (unfit != null) {
            return new Protocol.Reading(unfit, usage);
        }
        Source from = new Source.Backend(source.backend(), model, version(reply), source.tier());
        return switch (json == null ? JsonText.plain(Thoughts.behind(text)) : json.read(text)) {
            case JsonText.Unfit(var check, var why) -> new Protocol.Reading(check.failed(why), usage);
            case JsonText.Said said -> {
                ChatConfidence.Rated rated = confidence.of(new ChatConfidence.Completion(reply, choice, said));
                Outcome answer = answer(said.fields(), rated.confidence(), from);
                yield new Protocol.Reading(answer, usage, both(document.remark(), both(said.remark(), rated.remark())));
            }
        };
    }

    private static String both(String one, String other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other)
                ? (one.isEmpty() ? other : one)
                : one + "; " + other;
    }

    private static Outcome answer(Map<String, @Nullable Object> fields, Confidence confidence, Source source) {
        return new Outcome.Answer(new Payload.Whole(fields), confidence, Quality.FULL, source, FollowUp.none());
    }

    private static Protocol.Reading bad(String why) {
        return new Protocol.Reading(Outcome.Failed.because(Failure.BAD_REPLY, why), null);
    }

    /** An error that claims to be a success, as some proxies send it, also beside a part of an answer. */
    private static Protocol.Reading error(byte[] body, @Nullable Usage usage) {
        String word = ErrorReply.of(body).word();
        return new Protocol.Reading(
                Outcome.Failed.because(
                        Failure.BACKEND_ERROR, "the reply is an error" + (word.isEmpty() ? "" : " (" + word + ")")),
                usage == null ? Usage.NONE : usage);
    }

    /** Servers that always send the field leave it empty in one way or another if there was no error. */
    private static boolean isError(@Nullable Object error) {
        return error != null
                && !error.equals("")
                && !error.equals(false)
                && !(error instanceof Map<?, ?> fields && fields.isEmpty());
    }

    private Outcome.@Nullable Failed unfit(Map<?, ?> choice, Map<?, ?> message, String text) {
        Ending ending = Ending.of(choice.get("finish_reason"));
        if (ending == Ending.REFUSED) {
            return FormatCheck.REFUSAL.failed("a filter stopped it");
        }
        if (message.get("refusal") instanceof String refusal && !refusal.isBlank()) {
            return FormatCheck.REFUSAL.failed("the model would not answer");
        }
        return switch (ending) {
            case TRUNCATED ->
                FormatCheck.TRUNCATED.failed("it did not end within " + maxTokens + " tokens (maxTokens)");
            case ERROR ->
                Outcome.Failed.because(Failure.BACKEND_ERROR, "the server stopped with an error while it wrote");
            case TOOL ->
                text.isBlank()
                        ? FormatCheck.EMPTY.failed("there is no text, but the call of a tool")
                        : FormatCheck.UNKNOWN_END.failed("it stopped for the call of a tool, and none was offered");
            case UNKNOWN ->
                FormatCheck.UNKNOWN_END.failed("its finish_reason is none that is known to end a whole text");
            case WHOLE, REFUSED ->
                Thoughts.behind(text).isBlank()
                        ? FormatCheck.EMPTY.failed(
                                text.isBlank() ? "there is no text" : "there is no text behind its thoughts")
                        : null;
        };
    }

    /** A text, or the texts among the parts that some servers split it into; parts of thoughts are none of them. */
    private static String text(@Nullable Object content) {
        if (content instanceof List<?> parts) {
            StringBuilder whole = new StringBuilder();
            for (Object part : parts) {
                if (part instanceof Map<?, ?> fields
                        && isText(fields.get("type"))
                        && fields.get("text") instanceof String text) {
                    whole.append(text);
                }
            }
            return whole.toString();
        }
        return content instanceof String text ? text : "";
    }

    private static boolean isText(@Nullable Object type) {
        return type == null || type.equals("text") || type.equals("output_text");
    }

    private static @Nullable Object first(@Nullable Object choices) {
        return choices instanceof List<?> list && !list.isEmpty() ? list.getFirst() : null;
    }

    private static String version(Map<?, ?> reply) {
        return reply.get("model") instanceof String name && name.length() <= VERSION_MOST ? name : "";
    }

    /** What was used; null where the reply does not say it, or says what can't be. */
    private static @Nullable Usage usage(@Nullable Object usage) {
        if (!(usage instanceof Map<?, ?> fields)) {
            return null;
        }
        long input = Usage.tokens(fields.get("prompt_tokens"));
        long output = Usage.tokens(fields.get("completion_tokens"));
        long cached = fields.get("prompt_tokens_details") instanceof Map<?, ?> details
                ? Usage.tokens(details.get("cached_tokens"))
                : 0;
        return input < 0 || output < 0 ? null : new Usage(input, Math.clamp(cached, 0, input), output);
    }
}
