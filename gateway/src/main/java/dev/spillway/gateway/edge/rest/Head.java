package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Violation;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.edge.Timing;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the door reads of a request's headers, in one pass over them. */
final class Head {
    private static final String BEARER = "bearer ";

    private static final int PER_HEADER = 32;

    private int bytes;
    private int hosts;
    private @Nullable String host;
    private @Nullable String contentType;
    private @Nullable String contentEncoding;
    private @Nullable String accept;
    private @Nullable String expect;
    private @Nullable String authorization;
    private @Nullable String spillwayKey;
    private @Nullable String budget;
    private @Nullable Duration proxied;
    private @Nullable String idempotencyKey;
    private @Nullable String prefer;
    private @Nullable String taskToken;
    private @Nullable String lastEventId;
    private @Nullable String traceparent;
    private int traceparents;
    private @Nullable String tracestate;
    private @Nullable String contentLength;
    private boolean transferEncoding;
    private @Nullable String twice;

    private Head() {}

    static Head of(HttpServerRequest request) {
        Head head = new Head();
        request.headers().forEach(head::note);
        if (request.version() != HttpVersion.HTTP_2) {
            head.bytes = 0; // its decoder has counted the lines
        }
        return head;
    }

    private void note(String name, String value) {
        bytes += name.length() + value.length() + PER_HEADER;
        switch (name.toLowerCase(Locale.ROOT)) {
            case "host" -> {
                hosts++;
                host = value;
            }
            case "content-type" -> contentType = once(name, contentType, value);
            case "content-encoding" -> contentEncoding = once(name, contentEncoding, value);
            case "content-length" -> contentLength = value;
            case "transfer-encoding" -> transferEncoding = true;
            case "accept" -> accept = accept == null ? value : accept + "," + value;
            case "expect" -> expect = once(name, expect, value);
            case "authorization" -> authorization = once(name, authorization, value);
            case "spillway-key" -> spillwayKey = once(name, spillwayKey, value);
            case "spillway-budget" -> budget = once(name, budget, value);
            case Timing.PROXY_HEADER -> proxied = Timing.proxied(value);
            case "idempotency-key" -> idempotencyKey = once(name, idempotencyKey, value);
            case "prefer" -> prefer = prefer == null ? value : prefer + "," + value;
            case "spillway-task-token" -> taskToken = once(name, taskToken, value);
            case "last-event-id" -> lastEventId = once(name, lastEventId, value);
            case "traceparent" -> {
                traceparents++;
                traceparent = value;
            }
            case "tracestate" -> tracestate = tracestate == null ? value : tracestate + "," + value;
            default -> {
                // of no concern to the door
            }
        }
    }

    private String once(String name, @Nullable String before, String value) {
        if (before != null) {
            twice = name;
        }
        return value;
    }

    /** What is wrong with the headers as such; null where nothing is. */
    @Nullable
    Problem fault() {
        if (twice != null) {
            return Fault.MALFORMED_REQUEST.because(
                    "a header stands twice",
                    List.of(new Violation(twice.toLowerCase(Locale.ROOT), "it stands twice", "send it once")));
        }
        if (spillwayKey != null && bearer() != null && !spillwayKey.equals(bearer())) {
            return Fault.MALFORMED_REQUEST.because(
                    "two different keys are shown",
                    List.of(new Violation(
                            "spillway-key", "it differs from that in authorization", "send one of the two")));
        }
        return null;
    }

    /** What the headers of HTTP/2 take, as it counts them (RFC 9113, 6.5.2); 0 for HTTP/1.1. */
    int bytes() {
        return bytes;
    }

    int hosts() {
        return hosts;
    }

    @Nullable
    String host() {
        return host;
    }

    @Nullable
    String contentType() {
        return contentType;
    }

    @Nullable
    String contentEncoding() {
        return contentEncoding;
    }

    @Nullable
    String accept() {
        return accept;
    }

    @Nullable
    String expect() {
        return expect;
    }

    @Nullable
    String budget() {
        return budget;
    }

    /** After how long the proxy before us gives up; null where it does not say. */
    @Nullable
    Duration proxied() {
        return proxied;
    }

    /** The bare key, of which the draft says that it is quoted, and most clients don't. */
    @Nullable
    String idempotencyKey() {
        String key = idempotencyKey == null ? null : idempotencyKey.trim();
        if (key == null || key.length() < 2 || !key.startsWith("\"") || !key.endsWith("\"")) {
            return key;
        }
        return key.substring(1, key.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
    }

    /** Whether the caller would rather have only a handle (RFC 7240). */
    boolean prefersAsync() {
        if (prefer == null) {
            return false;
        }
        for (String preference : prefer.split(",", -1)) {
            if (preference.split(";", 2)[0].trim().equalsIgnoreCase("respond-async")) {
                return true;
            }
        }
        return false;
    }

    /** What entitles its bearer to complete a task. */
    @Nullable
    String taskToken() {
        return taskToken == null ? null : taskToken.trim();
    }

    /** The event that a reader of events saw last. */
    @Nullable
    String lastEventId() {
        return lastEventId;
    }

    /** The API key; that of {@code Spillway-Key} before that of {@code Authorization}, which a proxy may have set. */
    @Nullable
    String key() {
        return spillwayKey != null ? spillwayKey.trim() : bearer();
    }

    private @Nullable String bearer() {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).trim()
                : null;
    }

    /** Two of them are none: W3C says to begin a new trace then. */
    @Nullable
    String traceparent() {
        return traceparents == 1 ? traceparent : null;
    }

    @Nullable
    String tracestate() {
        return tracestate;
    }

    /** Whether bytes follow the head. */
    boolean announcesBody() {
        return transferEncoding || (contentLength != null && !contentLength.equals("0"));
    }

    /** How long the body says that it is; -1 where it does not say, or nonsense. */
    long length() {
        if (contentLength == null) {
            return -1;
        }
        try {
            return Long.parseLong(contentLength);
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}
