package dev.spillway.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static int takeAll(Allowance allowance) {
        int taken = 0;
        while (allowance.take()) {
            taken++;
        }
        return taken;
    }

    private static void earn(Allowance allowance, int times) {
        for (int i = 0; i < times; i++) {
            allowance.earn();
        }
    }

    @Test
    void beginsEmpty() {
        assertThat(new Allowance(1, 10).take()).isFalse();
    }

    @Test
    void givesTheShareOfWhatWasEarned() {
        Allowance tenth = new Allowance(0.1, 1000);
        earn(tenth, 1000);

        assertThat(takeAll(tenth)).isEqualTo(100);
    }

    @Test
    void earnsNothingForPartOfOneUntilItIsWhole() {
        Allowance third = new Allowance(0.4, 10);
        earn(third, 2);
        assertThat(third.take()).isFalse();

        third.earn();
        assertThat(third.take()).isTrue();
        assertThat(third.take()).isFalse();
    }

    @Test
    void savesNoMoreThanItsStore() {
        Allowance allowance = new Allowance(1, 3);
        earn(allowance, 100);

        assertThat(takeAll(allowance)).isEqualTo(3);
    }

    @Test
    void shareOfZeroGivesNothing() {
        Allowance none = new Allowance(0, 10);
        earn(none, 1000);

        assertThat(none.take()).isFalse();
    }

    @Test
    void allThreadsTogetherTakeNoMoreThanWasEarned() throws Exception {
        Allowance half = new Allowance(0.5, 1_000_000);
        AtomicInteger taken = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        half.earn();
                        if (half.take()) {
                            taken.incrementAndGet();
                        }
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }

        assertThat(taken.get() + takeAll(half)).isEqualTo(20_000);
    }

    @Test
    void shareAndStoreOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Allowance(1.1, 1)).hasMessageContaining("1.1");
        assertThatThrownBy(() -> new Allowance(-0.1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Allowance(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Allowance(0.5, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
