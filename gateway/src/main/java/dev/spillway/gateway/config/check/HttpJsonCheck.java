package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;

import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Language;
import dev.spillway.expressions.Limits;
import dev.spillway.expressions.Template;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.bind.Point;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What holds for services over HTTP. */
final class HttpJsonCheck {
    /** What the HTTP client writes itself. */
    private static final Set<String> OURS = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-connection",
            "spillway-budget",
            "te",
            "traceparent",
            "tracestate",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** What carries secrets. */
    private static final Set<String> SECRET =
            Set.of("authorization", "proxy-authorization", "cookie", "x-api-key", "api-key");

    private HttpJsonCheck() {}

    static void check(String path, HttpJsonConfig backend, Findings findings) {
        UrlTemplate.problemWith(backend.url())
                .ifPresent(found -> findings.problem(
                        child(path, "url"),
                        Point.in(backend.url(), found.offset()),
                        found.message(),
                        found.suggestion()));
        if (backend.tls() != null && backend.url().toLowerCase(Locale.ROOT).startsWith("http://")) {
            findings.problem(
                    child(path, "tls"),
                    "the URL says http, so that TLS is never used",
                    "write https in the URL, or leave `tls` out");
        }
        if (backend.method() == HttpJsonConfig.Method.GET && backend.body() != null) {
            findings.problem(
                    child(path, "body"), "a GET has no body", "set `method: POST`, or put the fields into the URL");
        } else if (backend.body() != null) {
            body(child(path, "body"), backend.body(), findings);
        }
        backend.headers().keySet().forEach(header -> header(path, header, backend, findings));
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

    private static void header(String path, String header, HttpJsonConfig backend, Findings findings) {
        String at = child(child(path, "headers"), header);
        String small = header.toLowerCase(Locale.ROOT);
        if (OURS.contains(small)) {
            findings.problem(at, "the HTTP client sets this header itself", "leave it out");
        } else if (SECRET.contains(small)) {
            findings.problem(
                    at,
                    "this header carries a secret, which has no place in this file",
                    "name where the secret is: `credentials: { header: " + header + ", env: A_VARIABLE }`");
        } else if (backend.credentials() != null
                && backend.credentials().header().equalsIgnoreCase(header)) {
            findings.problem(at, "`credentials` sets this header", "leave it out here");
        }
    }
}
