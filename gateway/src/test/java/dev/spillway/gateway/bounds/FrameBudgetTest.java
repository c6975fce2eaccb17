package dev.spillway.gateway.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.testing.VirtualTime;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which frames of HTTP/2 cost a connection its life, and that all bytes are handed on as they came. */
class FrameBudgetTest {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PRIORITY = 2;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;
    private static final int UNKNOWN = 77;

    private final VirtualTime time = new VirtualTime();
    private final EmbeddedChannel channel = new EmbeddedChannel(new FrameBudget(time, () -> {}));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static ByteBuf frame(int type, int flags, int length) {
        return Unpooled.buffer()
                .writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(1)
                .writeZero(length);
    }

    private void begin() {
        channel.writeInbound(Unpooled.copiedBuffer(PREFACE, StandardCharsets.US_ASCII));
    }

    /** How many frames of a kind, each in a read of its own, the connection bears at once. */
    private int borne(int type, int flags, int length) {
        begin();
        for (int i = 0; i < 100_000; i++) {
            channel.writeInbound(frame(type, flags, length));
            if (!channel.isOpen()) {
                return i;
            }
            channel.releaseInbound();
        }
        return 100_000;
    }

    @Test
    void settingsAreBounded() {
        assertThat(borne(SETTINGS, 0, 0)).isEqualTo(FrameBudget.FIRST);
    }

    @Test
    void prioritiesAreBounded() {
        assertThat(borne(PRIORITY, 0, 5)).isEqualTo(FrameBudget.FIRST);
    }

    @Test
    void windowUpdatesAreBounded() {
        assertThat(borne(WINDOW_UPDATE, 0, 4)).isEqualTo(FrameBudget.FIRST);
    }

    @Test
    void unknownFramesAreBounded() {
        assertThat(borne(UNKNOWN, 0, 100)).isEqualTo(FrameBudget.FIRST);
    }

    @Test
    void emptyDataIsBounded() {
        assertThat(borne(DATA, 0, 0)).isEqualTo(FrameBudget.FIRST);
    }

    @Test
    void callsAndDataAreNot() {
        assertThat(borne(HEADERS, 4, 20)).isEqualTo(100_000);
    }

    @Test
    void timeAndWhatWeSendEarnThemBack() {
        assertThat(borne(WINDOW_UPDATE, 0, 4)).isEqualTo(FrameBudget.FIRST);

        EmbeddedChannel reading = new EmbeddedChannel(new FrameBudget(time, () -> {}));
        reading.writeInbound(Unpooled.copiedBuffer(PREFACE, StandardCharsets.US_ASCII));
        for (int i = 0;
                i < 50_000;
                i++) { // a client that reads a stream of small messages and opens its windows for each
            reading.writeOutbound(Unpooled.buffer().writeZero(40));
            reading.writeInbound(frame(WINDOW_UPDATE, 0, 4), frame(WINDOW_UPDATE, 0, 4));
            reading.releaseInbound();
            reading.releaseOutbound();
        }
        assertThat(reading.isOpen()).isTrue();
        for (int i = 0; i < 10_000; i++) {
            time.advance(Duration.ofMillis(25));
            reading.writeInbound(frame(SETTINGS, 0, 0));
            reading.releaseInbound();
        }
        assertThat(reading.isOpen()).isTrue();
        reading.finishAndReleaseAll();
    }

    @Test
    void whatIsNotHttp2IsLeftAlone() {
        channel.writeInbound(Unpooled.copiedBuffer("POST / HTTP/1.1\r\n\r\n", StandardCharsets.US_ASCII));
        assertThat(channel.pipeline().get(FrameBudget.class)).isNull();
        assertThat(((ByteBuf) channel.readInbound()).toString(StandardCharsets.US_ASCII))
                .startsWith("POST");
    }

    @Test
    void theBytesAreHandedOnAsTheyCameHoweverTheyAreCut() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ByteBuf sent = Unpooled.buffer().writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 30; i++) {
                int[] types = {DATA, HEADERS, SETTINGS, DATA};
                int type = types[random.nextInt(4)];
                ByteBuf frame = frame(type, random.nextInt(2), type == SETTINGS ? 6 : 1 + random.nextInt(16_384));
                for (int at = 9; at < frame.readableBytes(); at++) {
                    frame.setByte(at, random.nextInt(256));
                }
                sent.writeBytes(frame);
            }
            EmbeddedChannel one = new EmbeddedChannel(new FrameBudget(time, () -> {}));
            ByteBuf expected = sent.copy();
            while (sent.isReadable()) {
                int part = Math.min(sent.readableBytes(), 1 + random.nextInt(random.nextBoolean() ? 10 : 40_000));
                one.writeInbound(sent.readBytes(part));
            }
            ByteBuf came = Unpooled.buffer();
            for (ByteBuf part = one.readInbound(); part != null; part = one.readInbound()) {
                came.writeBytes(part);
                part.release();
            }
            assertThat(came).as("seed " + seed).isEqualTo(expected);
            one.finishAndReleaseAll();
        }
    }
}
