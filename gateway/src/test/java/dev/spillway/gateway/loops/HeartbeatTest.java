package dev.spillway.gateway.loops;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final Turned time = new Turned();
    private final Heartbeat heartbeat = new Heartbeat();
    private final List<Long> delays = new ArrayList<>();

    /** A clock that the test turns, and a loop that runs its one timer when the test says so, however late that is. */
    private static final class Turned implements Time {
        private long nanos = Long.MAX_VALUE - MILLISECONDS.toNanos(500); // overflows in between
        private @Nullable Runnable waiting;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            assertThat(delay).isEqualTo(Heartbeat.EVERY);
            waiting = task;
            return () -> {};
        }

        void pass(long millis) {
            nanos += MILLISECONDS.toNanos(millis);
        }

        void fire() {
            requireNonNull(waiting).run();
        }
    }

    @BeforeEach
    void start() {
        heartbeat.start(time, nanos -> delays.add(millis(nanos)));
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }

    private void beats(int count) {
        for (int i = 0; i < count; i++) {
            time.pass(10);
            time.fire();
        }
    }

    private long present() {
        return heartbeat.presentNanos(time.nanos()) / 1_000_000;
    }

    private long recent() {
        return heartbeat.recentNanos(time.nanos()) / 1_000_000;
    }

    @Test
    void aLoopInTimeHasNoDelay() {
        beats(200);
        time.pass(9);
        assertThat(present()).isZero();
        assertThat(recent()).isZero();
        assertThat(delays).hasSize(200).containsOnly(0L);
    }

    @Test
    void whatIsReadBeforeTheOverdueBeatHasWaitedSinceItWasDue() {
        beats(3);
        time.pass(10_000); // stopped; the socket is read first
        assertThat(present()).isEqualTo(9_990);
    }

    @Test
    void whatIsReadRightAfterALateBeatHasWaitedAsLong() {
        beats(3);
        time.pass(10_000);
        time.fire();
        assertThat(present()).isEqualTo(9_990); // on a connection that was accepted meanwhile
        beats(2);
        assertThat(present()).isEqualTo(9_990);
        beats(1);
        assertThat(present()).isZero();
    }

    @Test
    void underLoadARequestHasWaitedForAWholeTurnOfTheLoop() {
        for (int turn = 0; turn < 5; turn++) {
            time.pass(200);
            time.fire();
        }
        assertThat(present()).isEqualTo(190);
        time.pass(100);
        assertThat(present()).isEqualTo(190 + 90);
    }

    @Test
    void recentDelayIsThe99thPercentileAndForgotten() {
        beats(985);
        for (int i = 0; i < 15; i++) {
            time.pass(60);
            time.fire();
        }
        assertThat(recent()).isBetween(50L, 65L);
        beats(1_500);
        assertThat(recent()).isZero();
    }

    @Test
    void onePauseInAThousandBeatsIsNoPercentile() {
        beats(900);
        time.pass(500);
        time.fire();
        assertThat(recent()).isZero();
    }

    @Test
    void lateRepliesCountBesideTheBeats() {
        beats(200);
        for (int i = 0; i < 19; i++) {
            heartbeat.wroteLate(MILLISECONDS.toNanos(30), time.nanos());
        }
        assertThat(recent()).as("too few to tell").isZero();
        heartbeat.wroteLate(MILLISECONDS.toNanos(30), time.nanos());
        assertThat(recent()).isBetween(30L, 38L);
    }

    @Test
    void aLoopThatRanNothingForASecondIsBlockedAndFreeTwoSecondsLater() {
        beats(5);
        time.pass(1_000);
        assertThat(heartbeat.isFree(time.nanos())).isTrue();
        time.pass(1);
        assertThat(heartbeat.isFree(time.nanos())).isFalse();
        assertThat(heartbeat.blockedForNanos(time.nanos())).isEqualTo(MILLISECONDS.toNanos(1_001));
        time.pass(2_000);
        assertThat(heartbeat.blockedNanos(time.nanos())).isEqualTo(MILLISECONDS.toNanos(3_001));
        time.fire();
        assertThat(heartbeat.blockedForNanos(time.nanos())).isZero();
        assertThat(heartbeat.isFree(time.nanos())).isFalse();
        beats(199);
        assertThat(heartbeat.isFree(time.nanos())).isFalse();
        beats(1);
        assertThat(heartbeat.isFree(time.nanos())).isTrue();
        assertThat(heartbeat.blockedNanos(time.nanos())).isEqualTo(MILLISECONDS.toNanos(3_001));
    }

    @Test
    void aLoopThatReadsRequestsIsNotBlockedHoweverLateItsBeatIs() {
        beats(5);
        for (int i = 0; i < 10; i++) {
            time.pass(900);
            heartbeat.runs(time.nanos());
            assertThat(heartbeat.isFree(time.nanos())).isTrue();
        }
        time.fire();
        assertThat(heartbeat.isFree(time.nanos())).isTrue();
    }

    @Test
    void aHeartbeatThatWasNeverStartedTellsOfNoDelay() {
        Heartbeat still = new Heartbeat();
        time.pass(5_000);
        assertThat(still.presentNanos(time.nanos())).isZero();
        assertThat(still.isFree(time.nanos())).isTrue();
    }
}
