package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;

import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.BackendConfig;
import dev.spillway.gateway.config.bind.Point;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What holds for every backend over HTTP, whatever protocol stands above: its URL, its TLS, its headers. */
final class WireCheck {
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

    private WireCheck() {}

    static void check(String path, String url, Map<String, String> headers, BackendConfig backend, Findings findings) {
        UrlTemplate.problemWith(url)
                .ifPresent(found -> findings.problem(
                        child(path, "url"), Point.in(url, found.offset()), found.message(), found.suggestion()));
        if (backend.tls() != null && isClearText(url)) {
            findings.problem(
                    child(path, "tls"),
                    "the URL says http, so that TLS is never used",
                    "write https in the URL, or leave `tls` out");
        }
        headers.keySet().forEach(header -> header(path, header, backend, findings));
    }

    /** What else speaks of load is an error's status. */
    static void throttled(String path, Set<Integer> statuses, Findings findings) {
        for (int status : statuses) {
            if (status < 400 || status > 599) {
                findings.problem(
                        child(path, "throttledStatuses"),
                        "an error's status is a number from 400 to 599, not " + status,
                        "leave it out");
            }
        }
    }

    /** Whether a header, in small letters, carries a secret. */
    static boolean isSecret(String header) {
        return SECRET.contains(header);
    }

    private static void header(String path, String header, BackendConfig backend, Findings findings) {
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

    /** Whether what is sent to a URL can be read on its way through a network. */
    static boolean leavesInClearText(String url) {
        return isClearText(url) && !isLoopback(url);
    }

    private static boolean isClearText(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith("http://");
    }

    private static boolean isLoopback(String url) {
        int start = "http://".length();
        int end = start;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        String host = url.substring(start, end).replaceFirst(":[0-9]*$", "");
        return !host.isBlank() && new Address(host.replaceAll("[\\[\\]]", ""), 0).isLoopback();
    }
}
