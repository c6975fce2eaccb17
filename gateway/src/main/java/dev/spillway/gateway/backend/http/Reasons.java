package dev.spillway.gateway.backend.http;

import dev.spillway.gateway.backend.ServerWords;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a connection failed, in words that hold no payload. */
final class Reasons {
    private Reasons() {}

    static String of(Throwable why) {
        return switch (why) {
            case UnknownHostException _ -> "the host's name can't be resolved";
            case io.netty.channel.ConnectTimeoutException _ -> "no connection came about in time";
            case ConnectException _ -> "connection refused";
            case SSLException _ -> "no trust by TLS: " + firstLine(why);
            case io.vertx.core.http.HttpClosedException _ -> "the connection was closed";
            default -> firstLine(why);
        };
    }

    private static String firstLine(Throwable why) {
        return why.getClass().getSimpleName() + " " + ServerWords.line(why.getMessage());
    }

    /** The whole seconds of a {@code Retry-After} header; empty where there is none that says so. */
    static String seconds(@Nullable String retryAfter) {
        return retryAfter != null && retryAfter.matches("[0-9]{1,6}") ? retryAfter : "";
    }
}
