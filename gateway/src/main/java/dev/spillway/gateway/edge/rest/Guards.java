package dev.spillway.gateway.edge.rest;

import dev.spillway.gateway.edge.Problem;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests whose target two readers might understand differently (RFC 9112, 3.2; RFC 9113, 8.3.1): the server
 * below lets them pass.
 */
final class Guards {
    private Guards() {}

    /** What is wrong with a request's target or headers; null where nothing is. */
    static @Nullable Problem check(HttpServerRequest request, Head head, int headersMax) {
        if (head.bytes() > headersMax) {
            return Fault.HEADERS_TOO_LARGE.because("the headers have at most " + headersMax + " bytes");
        }
        Problem fault = head.fault();
        if (fault != null) {
            return fault;
        }
        if (head.expect() != null && !head.expect().equalsIgnoreCase("100-continue")) {
            return Fault.EXPECTATION_FAILED.because("only 100-continue can be expected");
        }
        if (head.hosts() > 1) {
            return Fault.MALFORMED_REQUEST.because("there is more than one Host header");
        }
        return request.version() == HttpVersion.HTTP_2 ? authority(request, head) : host(request, head);
    }

    private static @Nullable Problem host(HttpServerRequest request, Head head) {
        if (head.host() == null) {
            return request.version() == HttpVersion.HTTP_1_0
                    ? null
                    : Fault.MALFORMED_REQUEST.because("there is no Host header");
        }
        HostAndPort named = request.authority();
        if (named == null) {
            return Fault.MALFORMED_REQUEST.because("the Host header is no host and port");
        }
        String inTarget = authorityOf(request.uri());
        if (inTarget != null && !same(named, HostAndPort.parseAuthority(inTarget, -1), request.isSSL())) {
            return Fault.MALFORMED_REQUEST.because("the Host header and the request line name different hosts");
        }
        return null;
    }

    private static @Nullable Problem authority(HttpServerRequest request, Head head) {
        HostAndPort real = request.authority(true);
        HostAndPort named = head.host() == null ? null : HostAndPort.parseAuthority(head.host(), -1);
        if (real == null && named == null) {
            return Fault.MALFORMED_REQUEST.because("there is neither :authority nor Host");
        }
        if (real != null && head.host() != null && !same(real, named, request.isSSL())) {
            return Fault.MALFORMED_REQUEST.because("the Host header and :authority name different hosts");
        }
        return null;
    }

    /** The authority in an absolute target; null where the target is a path. */
    private static @Nullable String authorityOf(String uri) {
        int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
        if (scheme < 0) {
            return null;
        }
        int from = scheme + "://".length();
        int to = from;
        while (to < uri.length() && "/?#".indexOf(uri.charAt(to)) < 0) {
            to++;
        }
        return uri.substring(from, to);
    }

    private static boolean same(HostAndPort one, @Nullable HostAndPort other, boolean secure) {
        int byDefault = secure ? 443 : 80;
        return other != null
                && one.host().toLowerCase(Locale.ROOT).equals(other.host().toLowerCase(Locale.ROOT))
                && (one.port() < 0 ? byDefault : one.port()) == (other.port() < 0 ? byDefault : other.port());
    }
}
