package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Time;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.edge.RetryDelay;
import dev.spillway.gateway.loops.Listening;
import dev.spillway.gateway.loops.Loops;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of the door: how many may be open, and how long each may be quiet, and how old it may grow. The count is
 * shared by all event loops.
 */
final class Connections {
    /** Longer than clients keep connections that they don't use: the one who closes first should be the client. */
    static final Duration QUIET_MOST = Duration.ofSeconds(75);

    /** What streams of an aged HTTP/2 connection get to end; new ones go elsewhere. */
    private static final Duration SHUTDOWN = Duration.ofMinutes(10);

    private static final int PINGS_MOST = 120;
    private static final long PINGS_WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    private static final String DECODER = "httpDecoder";

    private final int most;
    private final Duration requestWithin;
    private final HttpDecoderConfig decoding;
    private final StrictDecoder.Arrivals arrivals;
    private final Time time;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<ClientConnection> all = ConcurrentHashMap.newKeySet();
    private final Listening listening = new Listening();
    private final CountDownLatch empty = new CountDownLatch(1);
    private volatile boolean leaving;
    private volatile boolean closed;

    /**
     * No connections yet.
     *
     * @param most how many may be open
     * @param decoding the limits of HTTP/1.1's decoder
     * @param requestWithin the time from a request's first byte to its last
     * @param arrivals tells when requests came
     */
    Connections(
            int most, Duration requestWithin, HttpDecoderConfig decoding, StrictDecoder.Arrivals arrivals, Time time) {
        this.decoding = decoding;
        this.arrivals = arrivals;
        this.most = most;
        this.requestWithin = requestWithin;
        this.time = time;
    }

    int open() {
        return open.get();
    }

    /** Sends clients away, and goes on serving them: each reply ends its connection, HTTP/2 is told to open new streams elsewhere. */
    void leave() {
        leaving = true;
        all.forEach(account -> account.run(account::goAway));
    }

    /**
     * Takes no new connections. Those of HTTP/1.1 that are open end with their next reply; those of HTTP/2 with their last.
     * Blocks.
     *
     * @param within what streams under way get
     */
    void close(Loops loops, Duration within) throws InterruptedException {
        leaving = true;
        listening.stop(loops);
        closed = true;
        all.forEach(account -> account.run(() -> account.endGently(within)));
        tellIfEmpty();
    }

    /** Waits until the last connection has closed, which {@link #close} lets them; false if some have not in time. */
    boolean awaitEmpty(Duration within) throws InterruptedException {
        return empty.await(within.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void tellIfEmpty() {
        if (open.get() == 0) {
            empty.countDown();
        }
    }

    /** Takes a new connection, or turns it away, on its event loop. */
    void accept(HttpConnection connection) {
        int count = open.incrementAndGet();
        ClientConnection account = ClientConnection.begin(connection, arrivals, () -> leaving, time);
        Channel socket = ClientConnection.channel(connection).parent();
        if (socket != null) {
            listening.on(socket);
        }
        all.add(account);
        connection.closeHandler(_ -> {
            all.remove(account);
            open.decrementAndGet();
            account.closed();
            if (closed) {
                tellIfEmpty();
            }
        });
        if (account.isHttp1()) {
            strict(account);
        } else {
            connection.pingHandler(new Pings(connection)::ping);
        }
        if (count > most) {
            turnAway(account, Fault.TOO_MANY_CONNECTIONS.because("at most " + most + " may be open at once"));
        } else {
            watch(account);
        }
    }

    /** Puts our decoder in the place of the server's, before the first byte has come. */
    private void strict(ClientConnection account) {
        Channel channel = ClientConnection.channel(account.connection());
        ChannelHandler before = channel.pipeline().get(DECODER);
        if (before == null) {
            throw new IllegalStateException("the server's pipeline has no " + DECODER + " to replace");
        }
        StrictDecoder decoder =
                new StrictDecoder(decoding, requestWithin, time, arrivals, headCame -> late(account, headCame));
        channel.pipeline().replace(before, DECODER, decoder);
        account.decodedBy(decoder);
    }

    private boolean late(ClientConnection account, boolean headCame) {
        if (account.isLeaving() || (headCame && account.bodyIsLate())) {
            return true;
        }
        if (account.isBusy()) {
            return false; // an earlier request is being answered: the late one waits behind it
        }
        turnAway(
                account,
                Fault.TOO_SLOW.because("the request was not whole " + requestWithin.toMillis() + " ms after it began"));
        return true;
    }

    /** Says why and closes, where there is no request that could be answered. */
    private void turnAway(ClientConnection account, Problem problem) {
        if (!account.isHttp1()) {
            account.connection().close();
            return;
        }
        Buffer body = ProblemJson.of(problem, RequestIds.fresh());
        RetryDelay retry = RetryDelay.of(problem);
        String head = "HTTP/1.1 " + problem.http() + " " + problem.title() + "\r\nContent-Type: " + ProblemJson.TYPE
                + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n"
                + (retry == null
                        ? ""
                        : "Retry-After: " + retry.seconds() + "\r\nretry-after-ms: " + retry.headerMillis() + "\r\n")
                + "\r\n";
        Channel channel = ClientConnection.channel(account.connection());
        channel.pipeline()
                .context(DECODER) // from there it goes out as it is, past the encoder
                .writeAndFlush(Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body.getBytes()))
                .addListener(ChannelFutureListener.CLOSE);
    }

    /** Looks after a connection now and then: no timer is set for a request. */
    private void watch(ClientConnection account) {
        long quietLeft = QUIET_MOST.toNanos() - account.quietNanos();
        if (quietLeft <= 0) {
            account.connection().close();
        } else if (!account.isHttp1() && account.isToEnd()) {
            account.connection().shutdown(SHUTDOWN);
        } else {
            account.watchedBy(time.after(Duration.ofNanos(quietLeft), () -> watch(account)));
        }
    }

    /** Counts what a client may send for nothing and the server must answer. */
    private final class Pings {
        private final HttpConnection connection;
        private int count;
        private long sinceNanos = time.nanos();

        Pings(HttpConnection connection) {
            this.connection = connection;
        }

        void ping(Buffer data) {
            if (time.nanos() - sinceNanos > PINGS_WINDOW_NANOS) {
                sinceNanos = time.nanos();
                count = 0;
            }
            if (++count > PINGS_MOST) {
                connection.close();
            }
        }
    }
}
