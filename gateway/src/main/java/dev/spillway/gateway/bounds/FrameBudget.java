package dev.spillway.gateway.bounds;

import dev.spillway.core.Time;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends an HTTP/2 connection whose client sends far more frames that carry nothing than frames that do: SETTINGS, PRIORITY,
 * WINDOW_UPDATE, empty DATA and frames of unknown types. Each costs the server work, some an answer, and neither Netty nor
 * gRPC counts them all.
 *
 * <p>The connection has a balance. It begins with {@value #FIRST} frames. A frame with a call or with data in it earns {@value
 * #PER_USEFUL_FRAME}, since a client may acknowledge, prioritize and open windows around it; what we send earns one for each
 * {@value #OUT_BYTES_PER_FRAME} bytes, since a client opens its windows again as it reads; and each second that passes earns
 * {@value #PER_SECOND}. It never exceeds {@value #SAVED}.
 *
 * <p>It also hands on each frame of an unfinished message in a buffer of its own. Otherwise a part of a message keeps the
 * whole buffer that it was read in, with what came of others at the same time, and a few bytes would take 64 KiB. What comes
 * whole in one read, as nearly every call does, is handed on as it is, and nothing is allocated.
 *
 * <p>Under TLS it moves behind the decryption with the first bytes. What is not HTTP/2 it leaves alone. Confined to the
 * connection's event loop.
 */
final class FrameBudget extends ChannelDuplexHandler {
    static final int FIRST = 2_000;
    static final int SAVED = 20_000;
    static final int PER_SECOND = 50;
    private static final int PER_USEFUL_FRAME = 4;
    private static final int OUT_BYTES_PER_FRAME = 16;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 9;
    private static final int LENGTH_MAX = 16 << 10; // what both doors announce, which is HTTP/2's own default
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int PUSH_PROMISE = 5;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;

    private final Time time;
    private final Runnable tooMany;
    private boolean placed;
    private boolean ended;
    private int prefaceSeen;
    private int prefaceHandedOn;
    private int headerSeen;
    private int length;
    private int type;
    private int flags;
    private int skip; // what is still to come of the frame whose header was read last
    private final ByteBuf head = Unpooled.buffer(0, PREFACE.length + HEADER);
    private @Nullable ByteBuf begun; // the frame that is not whole yet
    private long balance = FIRST;
    private long outBytes;
    private long refilledNanos;

    /**
     * A budget that has not seen a byte yet.
     *
     * @param tooMany is told as the connection is ended
     */
    FrameBudget(Time time, Runnable tooMany) {
        this(false, time, tooMany);
    }

    private FrameBudget(boolean placed, Time time, Runnable tooMany) {
        this.placed = placed;
        this.time = time;
        this.tooMany = tooMany;
        this.refilledNanos = time.nanos();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!placed) {
            placed = true;
            ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
            if (tls != null) {
                context.pipeline().addAfter(tls.name(), null, new FrameBudget(true, time, tooMany));
                context.fireChannelRead(message); // while this handler still stands where it passes on
                context.pipeline().remove(this);
                return;
            }
        }
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        if (ended) {
            bytes.release();
            return;
        }
        int frames = bytes.readerIndex();
        if (prefaceSeen < PREFACE.length) {
            frames = preface(context, bytes);
            if (frames < 0) {
                return;
            }
        }
        boolean simple = begun == null && headerSeen == 0 && !head.isReadable();
        simple &= count(bytes, frames);
        if (balance < 0) {
            ended = true;
            tooMany.run();
            bytes.release();
            var _ = context.close();
        } else if (simple) {
            prefaceHandedOn = prefaceSeen;
            context.fireChannelRead(bytes);
        } else {
            split(context, bytes);
        }
    }

    /** Where the frames begin; -1 if the client does not speak HTTP/2, and the bytes were handed on. */
    private int preface(ChannelHandlerContext context, ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (prefaceSeen < PREFACE.length && at < bytes.writerIndex()) {
            if (bytes.getByte(at++) != PREFACE[prefaceSeen++]) {
                context.fireChannelRead(bytes); // the protocol behind says what it thinks of it
                context.pipeline().remove(this);
                return -1;
            }
        }
        return at;
    }

    /**
     * Counts the frames that begin in a buffer.
     *
     * @return whether it ends with a frame, and no message goes on behind it
     */
    private boolean count(ByteBuf bytes, int from) {
        boolean whole = true;
        int at = from;
        int end = bytes.writerIndex();
        while (at < end) {
            if (skip > 0) {
                int skipped = Math.min(skip, end - at);
                skip -= skipped;
                at += skipped;
                continue;
            }
            header(bytes.getUnsignedByte(at++));
            if (headerSeen == HEADER) {
                headerSeen = 0;
                skip = length;
                whole &= type != DATA || (flags & END_STREAM) != 0;
                frame();
                if (balance < 0) {
                    return false;
                }
            }
        }
        return whole && skip == 0 && headerSeen == 0;
    }

    private void header(int one) {
        switch (headerSeen++) {
            case 0 -> length = one;
            case 1, 2 -> length = length << 8 | one;
            case 3 -> type = one;
            case 4 -> flags = one;
            default -> {
                // the stream's number, which does not matter here
            }
        }
    }

    private void frame() {
        switch (type) {
            case HEADERS -> earn();
            case DATA -> {
                if (length > 0) {
                    earn();
                } else if ((flags & END_STREAM) == 0) {
                    spend();
                }
            }
            case RST_STREAM, PING, GOAWAY, PUSH_PROMISE, CONTINUATION -> {
                // each has a limit of its own in the server behind
            }
            default -> spend(); // PRIORITY, SETTINGS, WINDOW_UPDATE, and what HTTP/2 does not know
        }
    }

    private void earn() {
        balance = Math.min(SAVED, balance + PER_USEFUL_FRAME);
    }

    private void spend() {
        if (--balance < 0) {
            long now = time.nanos();
            long quiet = TimeUnit.NANOSECONDS.toMillis(now - refilledNanos);
            balance += Math.min(SAVED, outBytes / OUT_BYTES_PER_FRAME + quiet * PER_SECOND / 1000);
            outBytes = 0;
            refilledNanos = now;
        }
    }

    /** Hands on each frame's head, and its payload once it is whole, in buffers of just their size. */
    private void split(ChannelHandlerContext context, ByteBuf bytes) {
        try {
            while (bytes.isReadable() && !ended) {
                ByteBuf payload = begun;
                if (payload == null) {
                    int size = head(context, bytes);
                    if (size <= 0) {
                        continue;
                    }
                    payload = context.alloc().buffer(size);
                    begun = payload;
                }
                copy(payload, bytes, payload.capacity() - payload.readableBytes());
                if (!payload.isWritable()) {
                    begun = null;
                    context.fireChannelRead(payload);
                }
            }
        } finally {
            bytes.release();
        }
    }

    /** Hands on the next frame's head, with the preface before the first; returns the payload's size, 0 if there is none yet. */
    private int head(ChannelHandlerContext context, ByteBuf bytes) {
        int size = PREFACE.length - prefaceHandedOn + HEADER;
        copy(head, bytes, size - head.readableBytes());
        if (head.readableBytes() < size) {
            return 0;
        }
        int payload = head.getUnsignedMedium(size - HEADER);
        ended = payload > LENGTH_MAX; // the server refuses it by its head, and the connection with it
        prefaceHandedOn = PREFACE.length;
        context.fireChannelRead(context.alloc().buffer(size).writeBytes(head));
        head.clear();
        return payload;
    }

    private static void copy(ByteBuf frame, ByteBuf bytes, int wanted) {
        frame.writeBytes(bytes, Math.clamp(wanted, 0, bytes.readableBytes()));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (begun != null) {
            begun.release();
            begun = null;
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            outBytes += bytes.readableBytes();
        }
        var _ = context.write(message, promise);
    }
}
