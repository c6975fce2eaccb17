package dev.spillway.gateway.edge.rest;

import dev.spillway.gateway.config.RestDoorConfig;
import dev.spillway.gateway.edge.DoorCertificate;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Every limit that the HTTP server itself keeps, written down: none is left to a default. */
final class ServerLimits {
    static final int LINE_MOST = 4096;

    /** Headers of HTTP/2 are refused on their own stream; beyond this, the connection goes. */
    private static final int HTTP2_HEADERS_FACTOR = 4;

    private static final int HTTP2_HEADERS_LEAST = 64 << 10;
    private static final int PSEUDO_HEADERS = 4 << 10; // counted as well

    /** The largest part of a body that is handed on at once; a body of this size is never copied. */
    private static final int CHUNK_MOST = 64 << 10;

    private static final int DECODER_BUFFER = 256;
    private static final int BACKLOG = 1024;

    private static final int STREAMS_MOST = 100;
    private static final int WINDOW = 64 << 10;
    private static final int CONNECTION_WINDOW = 1 << 20;
    private static final int FRAME_MOST = 16 << 10;
    private static final int HEADER_TABLE = 4096;
    private static final int CONTINUATIONS_MOST = 16;

    /** Clients that hedge reset many streams; a flood is far above this. */
    private static final int RESETS_MOST = 1000;

    private static final int RESETS_WINDOW_SECONDS = 10;

    private ServerLimits() {}

    /** The options of a server for a door. Forms and WebSockets are not taken at all: no handler asks for them. */
    static HttpServerOptions options(RestDoorConfig door, @Nullable DoorCertificate certificate) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(door.address().host())
                .setPort(door.address().port())
                .setAcceptBacklog(BACKLOG)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setMaxInitialLineLength(LINE_MOST)
                .setMaxHeaderSize(door.maxMetadata().bytes())
                .setMaxChunkSize(CHUNK_MOST)
                .setDecoderInitialBufferSize(DECODER_BUFFER)
                .setCompressionSupported(false) // answers are small, and secrets beside a caller's text must not be
                .setDecompressionSupported(false) // a small body that grows large
                .setHandle100ContinueAutomatically(false) // only where the body will be read
                // The server's own timeout would cut a request that is being answered: Connections keeps the time.
                .setIdleTimeout(0)
                .setStrictThreadMode(true);
        http2(options, door);
        if (certificate != null) {
            tls(options, door, certificate);
        }
        return options;
    }

    private static void http2(HttpServerOptions options, RestDoorConfig door) {
        options.setHttp2ClearTextEnabled(
                        false) // in clear text, HTTP/2 is the gRPC door's; no upgrade can be smuggled in
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setHttp2RstFloodMaxRstFramePerWindow(RESETS_MOST)
                .setHttp2RstFloodWindowDuration(RESETS_WINDOW_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setHttp2MaxSmallContinuationFrames(CONTINUATIONS_MOST)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(STREAMS_MOST)
                        .setInitialWindowSize(WINDOW)
                        .setMaxFrameSize(FRAME_MOST)
                        .setMaxHeaderListSize(Math.max(
                                        HTTP2_HEADERS_LEAST,
                                        HTTP2_HEADERS_FACTOR
                                                * door.maxMetadata().bytes())
                                + PSEUDO_HEADERS)
                        .setHeaderTableSize(HEADER_TABLE));
    }

    private static void tls(HttpServerOptions options, RestDoorConfig door, DoorCertificate certificate) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                .setSslHandshakeTimeout(door.requestWithin().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeyCertOptions(KeyCertOptions.wrap(certificate));
    }

    /** The same limits for the decoder of HTTP/1.1, and its strictest readings of the standard. */
    static HttpDecoderConfig decoder(RestDoorConfig door) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(LINE_MOST)
                .setMaxHeaderSize(door.maxMetadata().bytes())
                .setMaxChunkSize(CHUNK_MOST)
                .setInitialBufferSize(DECODER_BUFFER)
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true);
    }
}
