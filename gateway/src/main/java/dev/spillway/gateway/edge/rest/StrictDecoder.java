package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Time;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder of HTTP/1.1 requests, which also refuses folded headers and other versions, notes when a request's first
 * byte came, and bounds the time until its last one has.
 *
 * <p>A request that comes in one piece, as nearly all do, sets no timer. Confined to the connection's event loop.
 */
final class StrictDecoder extends HttpRequestDecoder {
    /** Why a head is refused that Netty itself lets pass. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final Fault fault;
        private final String detail;

        Refused(Fault fault, String detail) {
            super(detail, null, false, false); // what a client sends is no reason to walk the stack
            this.fault = fault;
            this.detail = detail;
        }

        Fault fault() {
            return fault;
        }

        String detail() {
            return detail;
        }
    }

    /** Hears when a request is not whole in time. */
    interface Late {
        /**
         * Whether a late request was dealt with; if not, it is given the same time once more.
         *
         * @param headCame whether the request has been handed on, and only its body is late
         */
        boolean late(boolean headCame);
    }

    /** Tells when what is read now came: earlier by what it has waited for the event loop. */
    interface Arrivals {
        long arrivalNanos(Channel connection);
    }

    private static final byte LF = '\n';

    private final Time time;
    private final Arrivals arrivals;
    private final Duration within;
    private final Late listener;

    private boolean begun;
    private boolean inHead = true;
    private boolean folded;
    private boolean lineBegins;
    private long firstByteNanos;
    private long arrivalNanos;
    private Time.@Nullable Timer deadline;

    StrictDecoder(HttpDecoderConfig config, Duration within, Time time, Arrivals arrivals, Late listener) {
        super(config);
        this.within = within;
        this.time = time;
        this.arrivals = arrivals;
        this.listener = listener;
    }

    /** When the first byte of the request that was handed on last came, on the monotonic clock. */
    long arrivalNanos() {
        return arrivalNanos;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
        if (!begun && buffer.isReadable()) {
            begun = true;
            firstByteNanos = time.nanos();
            arrivalNanos = arrivals.arrivalNanos(context.channel());
        }
        int from = buffer.readerIndex();
        super.decode(context, buffer, out);
        if (inHead) {
            // In one go, the decoder never reads past the head that it hands on: what it has consumed is head.
            scan(buffer, from, buffer.readerIndex());
        }
        for (Object one : out) {
            if (one instanceof HttpRequest request) {
                head(request);
            }
            if (one instanceof LastHttpContent) {
                whole();
            }
        }
    }

    /** A line of the head that begins with white space goes on with the line before: folded (RFC 9112, 5.2). */
    private void scan(ByteBuf buffer, int from, int to) {
        if (from == to) {
            return;
        }
        folded |= lineBegins && isBlank(buffer.getByte(from));
        int last = to - 1;
        for (int lf = buffer.indexOf(from, last, LF); lf >= 0; lf = buffer.indexOf(lf + 1, last, LF)) {
            folded |= isBlank(buffer.getByte(lf + 1));
        }
        lineBegins = buffer.getByte(last) == LF;
    }

    private static boolean isBlank(byte one) {
        return one == ' ' || one == '\t';
    }

    private void head(HttpRequest request) {
        inHead = false;
        HttpVersion version = request.protocolVersion();
        if (!request.decoderResult().isSuccess()) {
            return;
        }
        if (folded) {
            request.setDecoderResult(DecoderResult.failure(
                    new Refused(Fault.MALFORMED_REQUEST, "a header is folded over several lines")));
        } else if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            request.setDecoderResult(DecoderResult.failure(
                    new Refused(Fault.UNSUPPORTED_VERSION, "the door speaks HTTP/1.1, and HTTP/2 over TLS")));
        }
    }

    private void whole() {
        begun = false;
        inHead = true;
        folded = false;
        lineBegins = false;
        stop();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        super.channelReadComplete(context);
        if (begun && deadline == null && context.channel().isActive()) {
            wait(within.minusNanos(time.nanos() - firstByteNanos));
        }
    }

    private void wait(Duration left) {
        deadline = time.after(left.isNegative() ? Duration.ZERO : left, () -> {
            deadline = null;
            if (begun && !listener.late(!inHead)) {
                wait(within);
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        stop();
        super.channelInactive(context);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
        stop();
        super.handlerRemoved0(context);
    }

    private void stop() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }
}
