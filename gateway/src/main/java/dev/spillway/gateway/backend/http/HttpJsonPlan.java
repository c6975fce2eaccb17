package dev.spillway.gateway.backend.http;

import dev.spillway.core.Failure;
import dev.spillway.gateway.config.ClientTlsConfig;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.PriceConfig;
import dev.spillway.gateway.config.Size;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A backend's configuration, compiled: what can be wrong with its URL, headers, body and pointers is found here. */
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

    /**
     * What backends over HTTP are configured with alike, whatever protocol stands above.
     *
     * @param readiness a path; null where none is asked
     * @param throttledStatuses what else says that the service has too much to do
     * @param tls null for the platform's authorities
     */
    public record Wire(
            String url,
            HttpJsonConfig.Method method,
            Map<String, String> headers,
            @Nullable String readiness,
            Size replyMost,
            Set<Integer> throttledStatuses,
            int connections,
            Duration most,
            PriceConfig price,
            @Nullable ClientTlsConfig tls) {}

    private final Wire wire;
    private final UrlTemplate url;
    private final HttpMethod method;
    private final Map<String, String> headers;
    private final Protocol protocol;

    private HttpJsonPlan(Wire wire, Protocol protocol) {
        this.wire = wire;
        this.url = UrlTemplate.parse(wire.url);
        this.method = HttpMethod.valueOf(wire.method.name());
        this.headers = Map.copyOf(wire.headers);
        this.protocol = protocol;
    }

    /**
     * Compiles a configuration.
     *
     * @throws IllegalArgumentException where something in it can't work; the message says which key, what and why
     */
    public static HttpJsonPlan of(HttpJsonConfig config) {
        Wire wire = new Wire(
                config.url(),
                config.method(),
                config.headers(),
                config.readiness(),
                config.replyMost(),
                config.throttledStatuses(),
                config.connections(),
                config.most(),
                config.price(),
                config.tls());
        return of(wire, new TemplateProtocol(Body.of(config), Mapping.of(config)));
    }

    /**
     * Compiles a configuration of a protocol.
     *
     * @throws IllegalArgumentException where something in it can't work; the message says which key, what and why
     */
    public static HttpJsonPlan of(Wire wire, Protocol protocol) {
        wire.headers.forEach((name, value) -> {
            if (!NAME.matcher(name).matches() || OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("headers: not a header to be set here: " + name);
            }
            if (!VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("headers." + name + ": only visible ASCII, no line breaks");
            }
        });
        if (wire.readiness != null && !PATH.matcher(wire.readiness).matches()) {
            throw new IllegalArgumentException("readiness: a path such as /health, not " + wire.readiness);
        }
        if (wire.connections < 1) {
            throw new IllegalArgumentException("connections: 1 or more, not " + wire.connections);
        }
        return new HttpJsonPlan(wire, protocol);
    }

    /** Where its connections lead. */
    HttpLanes.Target target() {
        return new HttpLanes.Target(url.tls(), url.host(), url.port(), wire.tls, wire.connections, wire.most);
    }

    Wire wire() {
        return wire;
    }

    UrlTemplate url() {
        return url;
    }

    HttpMethod method() {
        return method;
    }

    Protocol protocol() {
        return protocol;
    }

    /**
     * Why a reply of another status is no answer.
     *
     * @param saysWhen whether the reply says when to come back
     */
    Failure failure(int status, boolean saysWhen, ErrorReply error) {
        if (wire.throttledStatuses.contains(status)) {
            return Failure.THROTTLED;
        }
        Failure why = protocol.failure(status, saysWhen, error);
        boolean isMissing = status == 404 && why == Failure.REJECTED && url.isFixed(); // no input can bring it about
        return isMissing ? Failure.NOT_READY : why;
    }

    /** Writes the headers that are the same for every request with or without a body. */
    void writeHeaders(MultiMap request, boolean hasBody) {
        request.set(HttpHeaders.ACCEPT, "application/json");
        request.set(HttpHeaders.USER_AGENT, "spillway");
        if (hasBody) {
            request.set(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        headers.forEach(request::set);
    }
}
