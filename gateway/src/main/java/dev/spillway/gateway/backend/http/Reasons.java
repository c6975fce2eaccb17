package dev.spillway.gateway.backend.http;

import dev.spillway.gateway.backend.ServerWords;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;

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

    /** A wait in whole seconds, rounded up, for a person to read. */
    static String seconds(Duration wait) {
        return wait.plusNanos(999_999_999).toSeconds() + " s";
    }
}
