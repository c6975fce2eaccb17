package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Time;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AttributeKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the door knows of one connection. Confined to the connection's event loop. */
final class ClientConnection {
    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class, "door");

    private static final byte[] PING = "spillway".getBytes(StandardCharsets.US_ASCII);

    /** When a connection is aged. */
    static final Duration AGE_MOST = Duration.ofMinutes(30);

    private final HttpConnection connection;
    private final StrictDecoder.Arrivals arrivals;
    private final BooleanSupplier doorLeaves;
    private final Time time;
    private final long openedNanos;

    private long quietSinceNanos;
    private int turns;
    private boolean leaving;
    private boolean told;
    private @Nullable StrictDecoder decoder;
    private @Nullable BooleanSupplier lateBody;
    private Time.@Nullable Timer watch;

    private ClientConnection(
            HttpConnection connection, StrictDecoder.Arrivals arrivals, BooleanSupplier doorLeaves, Time time) {
        this.doorLeaves = doorLeaves;
        this.connection = connection;
        this.arrivals = arrivals;
        this.time = time;
        this.openedNanos = time.nanos();
        this.quietSinceNanos = openedNanos;
    }

    /**
     * Begins to keep account of a connection.
     *
     * @param doorLeaves whether the door sends its clients away
     */
    static ClientConnection begin(
            HttpConnection connection, StrictDecoder.Arrivals arrivals, BooleanSupplier doorLeaves, Time time) {
        ClientConnection begun = new ClientConnection(connection, arrivals, doorLeaves, time);
        channel(connection).attr(KEY).set(begun);
        return begun;
    }

    /** The account of a connection that a request came on. */
    static ClientConnection of(HttpConnection connection) {
        return channel(connection).attr(KEY).get();
    }

    /** The only place that reaches below Vert.x's own interface, which shows neither the first byte nor the decoder. */
    static Channel channel(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }

    void decodedBy(StrictDecoder used) {
        decoder = used;
    }

    boolean isHttp1() {
        return connection.protocolVersion() != HttpVersion.HTTP_2;
    }

    /** When the first byte of the request at hand came; with HTTP/2, where that can't be seen, now. */
    long arrivalNanos() {
        return decoder != null ? decoder.arrivalNanos() : arrivals.arrivalNanos(channel(connection));
    }

    void turnBegins() {
        turns++;
    }

    void turnEnds() {
        turns--;
        quietSinceNanos = time.nanos();
    }

    /** The last reply has been written; what still comes is thrown away. */
    void leaves() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    boolean isBusy() {
        return turns > 0;
    }

    long quietNanos() {
        return isBusy() ? 0 : time.nanos() - quietSinceNanos;
    }

    /**
     * Whether it should end with the next reply: it is old, and clients should spread over event loops and instances, or the
     * gateway is ending.
     */
    boolean isToEnd() {
        return doorLeaves.getAsBoolean() || time.nanos() - openedNanos >= AGE_MOST.toNanos();
    }

    /** Tells the client of an HTTP/2 connection to send new requests elsewhere; those that it sent before it knew are answered. */
    void goAway() {
        ChannelHandlerContext context = channel(connection).pipeline().context(Http2ConnectionHandler.class);
        if (!told && context != null) {
            told = true;
            var _ = ((Http2ConnectionHandler) context.handler())
                    .goAway(
                            context,
                            Integer.MAX_VALUE, // whatever it has sent
                            Http2Error.NO_ERROR.code(),
                            Unpooled.EMPTY_BUFFER,
                            context.newPromise());
            context.flush();
        }
    }

    /** Ends an HTTP/2 connection with its last request; a round trip makes sure that the client knows. */
    void endGently(Duration within) {
        if (!isHttp1()) {
            goAway();
            connection.ping(Buffer.buffer(PING)).onComplete(_ -> connection.shutdown(within));
        }
    }

    void run(Runnable task) {
        channel(connection).eventLoop().execute(task);
    }

    /** Who is told when the body that is being read is late; null for no one. */
    void readingBody(@Nullable BooleanSupplier late) {
        lateBody = late;
    }

    /** Whether someone reads the body and has dealt with its being late. */
    boolean bodyIsLate() {
        return lateBody != null && lateBody.getAsBoolean();
    }

    /** The timer that looks after the connection. */
    void watchedBy(Time.Timer timer) {
        watch = timer;
    }

    void closed() {
        if (watch != null) {
            watch.cancel();
        }
    }

    HttpConnection connection() {
        return connection;
    }
}
