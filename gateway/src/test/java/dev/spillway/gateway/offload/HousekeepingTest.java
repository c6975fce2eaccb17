package dev.spillway.gateway.offload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.testing.VirtualTime;
import dev.spillway.offload.work.Housekeeping;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** No round of housekeeping meets a store that is closed. */
class HousekeepingTest {
    private final VirtualTime time = new VirtualTime();
    private final ScriptedStore store = new ScriptedStore();
    private final Housekeeping housekeeping = new Housekeeping(store, time, _ -> {});

    @Test
    void itIsQuietOnlyOnceTheRoundUnderWayHasEnded() {
        housekeeping.start();
        Future<Void> quiet = housekeeping.stop();
        assertThat(quiet.isComplete()).isFalse();
        store.maintained();
        assertThat(quiet.succeeded()).isTrue();
        assertNoMoreRounds(1);
    }

    @Test
    void betweenTwoRoundsItIsQuietAtOnce() {
        housekeeping.start();
        store.maintained();
        assertThat(housekeeping.stop().succeeded()).isTrue();
        assertNoMoreRounds(1);
    }

    @Test
    void beforeTheFirstItNeverBegins() {
        assertThat(housekeeping.stop().succeeded()).isTrue();
        housekeeping.start();
        assertNoMoreRounds(0);
    }

    private void assertNoMoreRounds(int so) {
        time.advance(Duration.ofMinutes(1));
        assertThat(store.rounds()).isEqualTo(so);
    }
}
