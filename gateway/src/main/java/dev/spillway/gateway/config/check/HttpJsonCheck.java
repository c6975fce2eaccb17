package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;

import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Language;
import dev.spillway.expressions.Limits;
import dev.spillway.expressions.Template;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.bind.Point;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What holds for services over HTTP. */
final class HttpJsonCheck {
    private HttpJsonCheck() {}

    static void check(String path, HttpJsonConfig backend, Findings findings) {
        WireCheck.check(path, backend.url(), backend.headers(), backend, findings);
        WireCheck.throttled(path, backend.throttledStatuses(), findings);
        if (backend.method() == HttpJsonConfig.Method.GET && backend.body() != null) {
            findings.problem(
                    child(path, "body"), "a GET has no body", "set `method: POST`, or put the fields into the URL");
        } else if (backend.body() != null) {
            body(child(path, "body"), backend.body(), findings);
        }
    }

    private static void body(String path, Map<String, @Nullable Object> body, Findings findings) {
        Language language = new Language(Set.of("input"), Limits.DEFAULT);
        if (language.template(body) instanceof Compilation.Rejected<Template>(var problems)) {
            problems.forEach(problem -> findings.problem(
                    problem.under(path).path(),
                    new Point(problem.line(), problem.column()),
                    problem.message(),
                    problem.suggestion()));
        }
    }
}
