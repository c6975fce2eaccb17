package dev.spillway.gateway.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The process's budget of bytes: who goes when it is exceeded, and that nothing is left behind. */
class InFlightBytesTest {
    private static final int KIB = 1 << 10;

    private final InFlightBytes all = new InFlightBytes();
    private final Deque<Runnable> loop = new ArrayDeque<>();

    private InFlightBytes.Hold open() {
        InFlightBytes.Hold[] made = new InFlightBytes.Hold[1];
        made[0] = all.open(loop::add, () -> made[0].release());
        return made[0];
    }

    private void run() {
        for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
            task.run();
        }
    }

    @Test
    void theLargestUnfinishedMessageGoesAndNotTheOneThatCameLast() {
        all.max(1000 * KIB);
        InFlightBytes.Hold large = open();
        InFlightBytes.Hold small = open();
        large.add(900 * KIB);
        small.add(99 * KIB);
        assertThat(large.isRefused()).isFalse();
        small.add(10 * KIB);
        assertThat(large.isRefused()).isTrue();
        assertThat(small.isRefused()).isFalse();

        small.add(500 * KIB); // what goes makes room at once, before its loop has run
        assertThat(small.isRefused()).isFalse();
        run();
        small.release();
        assertThat(all.held()).isZero();
        assertThat(all.refused()).isEqualTo(1);
    }

    @Test
    void oneThatIsWholeStays() {
        all.max(1000 * KIB);
        InFlightBytes.Hold whole = open();
        whole.add(900 * KIB);
        whole.whole();
        InFlightBytes.Hold next = open();
        next.add(200 * KIB);
        assertThat(whole.isRefused()).isFalse();
        assertThat(next.isRefused()).isTrue();
        run();
        whole.release();
        whole.release();
        assertThat(all.held()).isZero();
    }

    @Test
    void tinyPartsCountForWhatTheyTake() {
        all.max(100 * KIB);
        InFlightBytes.Hold drip = open();
        for (int i = 0; i < 1000 && !drip.isRefused(); i++) {
            drip.add(1);
        }
        assertThat(drip.isRefused()).isTrue();
    }

    @Test
    void nothingIsLeftBehindHoweverThreadsMeet() throws Exception {
        all.max(2_000 * KIB);
        int threads = 4;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            SplittableRandom random = new SplittableRandom(t);
            Thread.ofPlatform().start(() -> {
                Deque<Runnable> own = new java.util.concurrent.ConcurrentLinkedDeque<>();
                for (int round = 0; round < 500; round++) {
                    List<InFlightBytes.Hold> holds = new ArrayList<>();
                    for (int i = 0; i < 8; i++) {
                        InFlightBytes.Hold[] made = new InFlightBytes.Hold[1];
                        made[0] = all.open(own::add, () -> made[0].release());
                        holds.add(made[0]);
                    }
                    for (int i = 0; i < 40; i++) {
                        InFlightBytes.Hold hold = holds.get(random.nextInt(8));
                        hold.add(random.nextInt(200 * KIB));
                        if (random.nextInt(20) == 0) {
                            hold.whole();
                        }
                        for (Runnable task = own.poll(); task != null; task = own.poll()) {
                            task.run();
                        }
                    }
                    holds.forEach(InFlightBytes.Hold::release);
                    own.clear(); // refusals of what is already released
                }
                done.countDown();
            });
        }
        done.await();
        assertThat(all.held()).isZero();
        assertThat(all.refused()).isPositive();
    }
}
