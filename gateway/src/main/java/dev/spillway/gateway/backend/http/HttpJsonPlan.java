package dev.spillway.gateway.backend.http;

import dev.spillway.gateway.config.HttpJsonConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A configuration with its URL, its body and its pointers compiled: what can be wrong with it is found here. */
public final class HttpJsonPlan {
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]*");
    private static final Pattern PATH = Pattern.compile("/[!$&'()*+,;=:@/?._~0-9A-Za-z%-]*");
    private static final Set<String> OURS = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            Attempt.BUDGET_HEADER,
            "te",
            "traceparent",
            "tracestate",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final HttpJsonConfig config;
    private final UrlTemplate url;
    private final HttpMethod method;
    private final Map<String, String> headers;
    private final @Nullable Body body;
    private final Mapping mapping;

    private HttpJsonPlan(HttpJsonConfig config) {
        this.config = config;
        this.url = UrlTemplate.parse(config.url());
        this.method = HttpMethod.valueOf(config.method().name());
        this.headers = Map.copyOf(config.headers());
        this.body = Body.of(config);
        this.mapping = Mapping.of(config);
    }

    /**
     * Compiles a configuration.
     *
     * @throws IllegalArgumentException where something in it can't work; the message says which key, what and why
     */
    public static HttpJsonPlan of(HttpJsonConfig config) {
        config.headers().forEach((name, value) -> {
            if (!NAME.matcher(name).matches() || OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("headers: not a header to be set here: " + name);
            }
            if (!VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("headers." + name + ": only visible ASCII, no line breaks");
            }
        });
        String readiness = config.readiness();
        if (readiness != null && !PATH.matcher(readiness).matches()) {
            throw new IllegalArgumentException("readiness: a path such as /health, not " + readiness);
        }
        if (config.connections() < 1) {
            throw new IllegalArgumentException("connections: 1 or more, not " + config.connections());
        }
        return new HttpJsonPlan(config);
    }

    /** Where its connections lead. */
    HttpLanes.Target target() {
        return new HttpLanes.Target(
                url.tls(), url.host(), url.port(), config.tls(), config.connections(), config.most());
    }

    HttpJsonConfig config() {
        return config;
    }

    UrlTemplate url() {
        return url;
    }

    HttpMethod method() {
        return method;
    }

    /** Null where the request has none. */
    @Nullable
    Body body() {
        return body;
    }

    Mapping mapping() {
        return mapping;
    }

    /** Writes the headers that are the same for every request. */
    void writeHeaders(MultiMap request) {
        request.set(HttpHeaders.ACCEPT, "application/json");
        request.set(HttpHeaders.USER_AGENT, "spillway");
        if (body != null) {
            request.set(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        headers.forEach(request::set);
    }
}
