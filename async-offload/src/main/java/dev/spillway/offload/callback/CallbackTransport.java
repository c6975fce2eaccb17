package dev.spillway.offload.callback;

import dev.spillway.core.Scope;
import dev.spillway.offload.Bytes;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;

/**
 * Sends a callback over HTTP.
 *
 * <p>It connects to the address given, which was checked, and to no other: no second look-up, no pool that is shared between
 * addresses of a name, no proxy from the environment. The URL's host is for SNI, certificate and Host header only. It
 * follows no redirect.
 */
@FunctionalInterface
public interface CallbackTransport {
    /** The most that is read of a response. */
    int RESPONSE_BYTES_MOST = 64 * 1024;

    /**
     * A callback to be sent.
     *
     * @param headers of the signature; the content type is JSON
     * @param body as it was signed, byte for byte
     * @param timeout from the first step of connecting to the last byte of the response that is read
     * @param scope cancelled when the gateway goes down or the lease is lost: the request is then to be dropped
     */
    record Request(
            InetAddress address,
            CallbackUrl url,
            Map<String, String> headers,
            Bytes body,
            Duration timeout,
            Scope scope) {}

    /**
     * What came back.
     *
     * @param retryAfter the header Retry-After as it came; empty if there is none
     * @param date the header Date as it came; empty if there is none
     */
    record Response(int status, String retryAfter, String date) {}

    /** Completes on the caller's event loop; fails where there is no response. */
    Future<Response> post(Request request);
}
