package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Violation;
import dev.spillway.gateway.edge.Problem;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;

/** What can be wrong with an HTTP request before it is a call: the statuses that only this door has. */
enum Fault {
    MALFORMED_REQUEST("malformed-request", 400, "The HTTP request is malformed"),
    MALFORMED_JSON("malformed-json", 400, "The body is no JSON that the door can read"),
    NOT_FOUND("not-found", 404, "There is no such thing"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "The method does not fit the path"),
    NOT_ACCEPTABLE("not-acceptable", 406, "The reply has no form that the caller accepts"),
    TOO_SLOW("too-slow", 408, "The request took too long to arrive"),
    BODY_TOO_LARGE("body-too-large", 413, "The body is too large"),
    URI_TOO_LONG("uri-too-long", 414, "The request line is too long"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body has a form that the door does not take"),
    EXPECTATION_FAILED("expectation-failed", 417, "The request expects what the door does not do"),
    HEADERS_TOO_LARGE("headers-too-large", 431, "The headers are too large"),
    BYTES_IN_FLIGHT("bytes-in-flight", 503, "Too many bytes are in flight"),
    TOO_MANY_CONNECTIONS("too-many-connections", 503, "Too many connections are open"),
    UNSUPPORTED_VERSION("unsupported-version", 505, "The door does not speak this version of HTTP");

    private final String word;
    private final int status;
    private final String title;

    Fault(String word, int status, String title) {
        this.word = word;
        this.status = status;
        this.title = title;
    }

    /** The fault in a certain request. */
    Problem because(String detail) {
        return because(detail, List.of());
    }

    Problem because(String detail, List<Violation> violations) {
        Duration retryAfter =
                this == TOO_MANY_CONNECTIONS || this == BYTES_IN_FLIGHT ? Duration.ofSeconds(1) : Duration.ZERO;
        return new Problem(word, Status.Code.INVALID_ARGUMENT, status, title, detail, retryAfter, violations);
    }
}
