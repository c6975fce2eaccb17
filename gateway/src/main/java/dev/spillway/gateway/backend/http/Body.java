package dev.spillway.gateway.backend.http;

import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Language;
import dev.spillway.expressions.Limits;
import dev.spillway.expressions.Template;
import dev.spillway.expressions.Variables;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.json.Json;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a branch's input becomes the body of a request. */
@FunctionalInterface
interface Body {
    /** What the expressions of a body read. */
    String INPUT = "input";

    byte[] write(Map<String, @Nullable Object> input) throws Unsendable;

    /** The body that a configuration asks for; null where there is none. */
    static @Nullable Body of(HttpJsonConfig config) {
        if (config.method() == HttpJsonConfig.Method.GET) {
            if (config.body() != null) {
                throw new IllegalArgumentException("body: a GET request has none; put the fields into the URL");
            }
            return null;
        }
        return config.body() == null ? Body::plain : template(config.body());
    }

    private static byte[] plain(Map<String, @Nullable Object> input) throws Unsendable {
        try {
            return Json.write(input);
        } catch (IllegalArgumentException unwritable) {
            throw new Unsendable(INPUT, "JSON can't hold it", "give finite numbers");
        }
    }

    private static Body template(Map<String, @Nullable Object> written) {
        Template template;
        try {
            template = new Language(Set.of(INPUT), Limits.DEFAULT)
                    .template(written)
                    .orThrow();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("body: " + wrong.getMessage(), wrong);
        }
        return input -> {
            try {
                return Json.write(template.fill(Variables.of(Map.of(INPUT, input))));
            } catch (EvaluationFailure failure) {
                if (failure.isOverLimit()) {
                    throw Unsendable.overLimit(INPUT, failure);
                }
                throw new Unsendable(
                        INPUT, failure.source() + ": " + failure.reason(), "give what the body of the request needs");
            } catch (IllegalArgumentException unwritable) {
                throw new Unsendable(INPUT, "the body would hold what JSON can't", "give finite numbers");
            }
        };
    }
}
