package dev.spillway.core.testing;

import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private final VirtualTime time = new VirtualTime();
    private final List<String> done = new ArrayList<>();

    private Time.Timer note(long afterMillis, String what) {
        return time.after(
                ms(afterMillis), () -> done.add(what + " at " + time.elapsed().toMillis()));
    }

    @Test
    void bothClocksMoveTogetherFromUnrelatedOrigins() {
        long nanos = time.nanos();
        Instant now = time.now();
        time.advance(ms(200));

        assertThat(time.nanos() - nanos).isEqualTo(ms(200).toNanos());
        assertThat(Duration.between(now, time.now())).isEqualTo(ms(200));
        assertThat(nanos / 1_000_000).isNotEqualTo(now.toEpochMilli());
    }

    @Test
    void monotonicClockOverflowsOnTheWay() {
        long before = time.nanos();
        time.advance(ms(200));

        assertThat(time.nanos()).isNegative().isLessThan(before);
    }

    @Test
    void tasksRunAtTheirTimeInOrderOfTimeThenOfSetting() {
        note(20, "b");
        note(10, "a");
        note(20, "c");

        time.advance(ms(9));
        assertThat(done).isEmpty();

        time.advance(ms(100));
        assertThat(done).containsExactly("a at 10", "b at 20", "c at 20");
        assertThat(time.elapsed()).isEqualTo(ms(109));
    }

    @Test
    void taskMaySetTasksThatFallDueInTheSameAdvance() {
        time.after(ms(10), () -> note(5, "second"));
        time.after(ms(10), () -> note(0, "at once"));
        time.advance(ms(15));

        assertThat(done).containsExactly("at once at 10", "second at 15");
    }

    @Test
    void cancelledTaskDoesNotRunAndDoesNotWait() {
        Time.Timer timer = note(10, "a");
        assertThat(time.pending()).isEqualTo(1);

        timer.cancel();
        assertThat(time.pending()).isZero();

        time.advance(ms(10));
        timer.cancel();
        assertThat(done).isEmpty();
    }

    @Test
    void taskMayCancelAnotherOfTheSameTime() {
        List<Time.Timer> timers = new ArrayList<>();
        time.after(ms(10), () -> timers.getFirst().cancel());
        timers.add(note(10, "cancelled"));
        time.advance(ms(10));

        assertThat(done).isEmpty();
    }

    @Test
    void nextTaskRunsAlone() {
        note(10, "a");
        note(20, "b");

        assertThat(time.advanceToNext()).isTrue();
        assertThat(done).containsExactly("a at 10");
        assertThat(time.elapsed()).isEqualTo(ms(10));
        assertThat(time.advanceToNext()).isTrue();
        assertThat(time.advanceToNext()).isFalse();
    }

    @Test
    void whatTaskThrowsReachesTheTest() {
        IllegalStateException bug = new IllegalStateException("a bug");
        time.after(ms(10), () -> {
            throw bug;
        });

        assertThatThrownBy(() -> time.advance(ms(20))).isSameAs(bug);
        time.advance(ms(1));
    }

    @Test
    void taskDoesNotMoveTime() {
        time.after(ms(10), () -> time.advance(ms(1)));

        assertThatThrownBy(() -> time.advance(ms(10))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void timeDoesNotRunBackwards() {
        assertThatThrownBy(() -> time.advance(ms(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> note(-1, "a")).isInstanceOf(IllegalArgumentException.class);
    }
}
