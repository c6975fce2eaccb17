package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;

import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Limits;
import dev.spillway.gateway.config.ChatConfidenceConfig;
import dev.spillway.gateway.config.ChatJsonConfig;
import dev.spillway.gateway.config.OpenaiChatConfig;
import dev.spillway.gateway.config.bind.Point;
import dev.spillway.gateway.route.InputSchema;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What holds for language models behind the chat completions protocol. */
final class ChatCheck {
    /** The fields of a request that other keys, or nothing, may set: with the key, or why not. */
    private static final Map<String, String> TAKEN = Map.of(
            "model", "`model` sets this field",
            "messages", "`messages` sets this field",
            "max_tokens", "`maxTokens` sets this field",
            "max_completion_tokens", "`maxTokens` sets this field",
            "temperature", "`temperature` sets this field",
            "seed", "`seed` sets this field",
            "logprobs", "`confidence` and `topLogprobs` set this field",
            "top_logprobs", "`topLogprobs` sets this field",
            "stream", "answers are read whole",
            "n", "one answer is read");

    private ChatCheck() {}

    static void check(String path, OpenaiChatConfig backend, NamedFiles files, Findings findings) {
        WireCheck.check(path, backend.url(), backend.headers(), backend, findings);
        WireCheck.throttled(path, backend.throttledStatuses(), findings);
        url(child(path, "url"), backend.url(), findings);
        for (int i = 0; i < backend.messages().size(); i++) {
            expression(
                    child(child(path, "messages") + "[" + i + "]", "content"),
                    backend.messages().get(i).content(),
                    Set.of("input"),
                    findings);
        }
        for (String field : backend.extra().keySet()) {
            String reason = TAKEN.get(field);
            if (reason == null && field.equals("response_format") && backend.json() != null) {
                reason = "`json` sets this field";
            }
            if (reason != null) {
                findings.problem(child(child(path, "extra"), field), reason, "leave it out here");
            }
        }
        if (backend.json() != null) {
            json(child(path, "json"), backend.json(), files, findings);
        }
        if (backend.confidence() != null) {
            confidence(child(path, "confidence"), backend.confidence(), backend.json() != null, findings);
        }
    }

    private static void url(String path, String url, Findings findings) {
        int brace = url.indexOf('{');
        if (brace >= 0) {
            findings.problem(
                    path, Point.in(url, brace), "no field of the input has a place in this URL", "write it out");
        }
        int completions = url.indexOf("/chat/completions");
        if (completions >= 0) {
            findings.problem(path, Point.in(url, completions), "/chat/completions is appended to this", "leave it out");
        }
    }

    private static void json(String path, ChatJsonConfig json, NamedFiles files, Findings findings) {
        if (json.schema() == null) {
            if (json.ask().sendsSchema()) {
                findings.problem(
                        child(path, "schema"),
                        "the server is to be sent a schema, and there is none",
                        "name its file, or set `ask: json-object` or `ask: prompt`");
            }
            return;
        }
        if (files.content(child(path, "schema")).isEmpty()) {
            return; // that is said already
        }
        try {
            InputSchema.read(json.schema());
        } catch (IllegalArgumentException none) {
            findings.problem(child(path, "schema"), String.valueOf(none.getMessage()), "");
        }
    }

    private static void confidence(String path, ChatConfidenceConfig source, boolean isJson, Findings findings) {
        int sources = (source.logprobs() == null ? 0 : 1)
                + (source.field() == null ? 0 : 1)
                + (source.expression() == null ? 0 : 1);
        if (sources != 1) {
            findings.problem(
                    path,
                    sources == 0 ? "nothing says where the confidence comes from" : "a confidence has one source",
                    "give one of `logprobs`, `field` and `expression`");
        }
        without(child(path, "over"), source.over(), source.logprobs() == null, "logprobs", findings);
        without(child(path, "over"), source.over(), !isJson && source.logprobs() != null, "json", findings);
        without(child(path, "field"), source.field(), !isJson, "json", findings);
        if (source.expression() != null) {
            expression(child(path, "expression"), source.expression(), Set.of("reply", "answer"), findings);
        }
    }

    private static void without(
            String path, @Nullable String value, boolean isMissing, String needed, Findings findings) {
        if (value != null && isMissing) {
            findings.problem(
                    path, "without `" + needed + "` this has no effect", "add `" + needed + "`, or leave this out");
        }
    }

    private static void expression(String path, String source, Set<String> variables, Findings findings) {
        if (Expression.compile(source, variables, Limits.DEFAULT)
                instanceof Compilation.Rejected<Expression>(var problems)) {
            problems.forEach(problem -> findings.problem(
                    path, new Point(problem.line(), problem.column()), problem.message(), problem.suggestion()));
        }
    }
}
