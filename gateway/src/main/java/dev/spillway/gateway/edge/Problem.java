package dev.spillway.gateway.edge;

import dev.spillway.core.Violation;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;

/**
 * Why a request has no answer, as both doors tell it.
 *
 * @param word the stable, lower-case name of the problem; the last part of its type
 * @param code the gRPC status
 * @param http the HTTP status
 * @param title what the problem is, the same for all of its type
 * @param detail what it is in this case
 * @param retryAfter when a repeat may succeed; zero where nothing is known of it
 * @param violations what is wrong with the request, each with its place and what to do
 * @param handle of a task that may have been accepted all the same; empty where there is none
 */
public record Problem(
        String word,
        Status.Code code,
        int http,
        String title,
        String detail,
        Duration retryAfter,
        List<Violation> violations,
        String handle) {

    /** A problem without a handle. */
    public Problem(
            String word,
            Status.Code code,
            int http,
            String title,
            String detail,
            Duration retryAfter,
            List<Violation> violations) {
        this(word, code, http, title, detail, retryAfter, violations, "");
    }

    /** A problem that no repeat mends. */
    public static Problem of(String word, Status.Code code, int http, String title, String detail) {
        return new Problem(word, code, http, title, detail, Duration.ZERO, List.of());
    }

    /** The stable URI of the problem's type. */
    public String type() {
        return "urn:spillway:problem:" + word;
    }
}
