package dev.spillway.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.core.testing.Seeds;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PermitsTest {
    private final Permits permits = new Permits();

    @Test
    void aTenantWithoutNeighboursMayHaveTheWholeLimit() {
        assertThat(takeAll("alone", 64, false)).isEqualTo(64);
    }

    @Test
    void aTenantThatIsAloneForNowLeavesAFifth() {
        assertThat(takeAll("greedy", 64, true)).isEqualTo(52);
        assertThat(takeAll("modest", 64, true)).isEqualTo(10);
        assertThat(permits.inUse()).isEqualTo(62);
    }

    @Test
    void whatOneMayHoldIsKnownBeforehand() {
        for (int limit = 1; limit <= 300; limit++) {
            assertThat(takeAll(new Permits(), "one", limit, true))
                    .as("limit %s", limit)
                    .isEqualTo(Permits.mostOfOne(limit));
        }
    }

    @Test
    void sharesBecomeEqualAsCallsEnd() {
        takeAll("greedy", 64, true);
        for (int i = 0; i < 200; i++) { // each of the first one's calls that ends is begun again, if it may be
            permits.of("greedy").giveBack();
            permits.of("modest").take(64, true);
            permits.of("greedy").take(64, true);
        }

        assertThat(permits.of("greedy").held()).isCloseTo(permits.of("modest").held(), within(Permits.PER_FREE));
        assertThat(permits.inUse()).isGreaterThanOrEqualTo(56);
    }

    @Test
    void noTenantEverHoldsAllAndAFreePermitIsForWhoeverHoldsNone() {
        Seeds.check(300, this::drawn);
    }

    private void drawn(SplittableRandom random) {
        Permits drawn = new Permits();
        int limit = random.nextInt(1, 40);
        Map<String, Integer> held = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            String tenant = "t" + random.nextInt(5);
            int has = held.getOrDefault(tenant, 0);
            if (has > 0 && random.nextInt(3) == 0) {
                drawn.of(tenant).giveBack();
                held.merge(tenant, -1, Integer::sum);
                continue;
            }
            int used = drawn.inUse();
            boolean taken = drawn.of(tenant).take(limit, true);
            if (taken) {
                held.merge(tenant, 1, Integer::sum);
            }
            assertThat(taken || has > 0 || used == limit).isTrue();
            assertThat(drawn.inUse())
                    .isLessThanOrEqualTo(limit)
                    .isEqualTo(
                            held.values().stream().mapToInt(Integer::intValue).sum());
            assertThat(held.getOrDefault(tenant, 0)).isLessThanOrEqualTo(Permits.mostOfOne(limit));
        }
    }

    @Test
    void theLimitHoldsWhenAllThreadsAsk() throws Exception {
        AtomicBoolean exceeded = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int thread = 0; thread < 8; thread++) {
                Permits.Tenant tenant = permits.of("t" + thread % 2);
                threads.execute(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        if (tenant.take(5, true)) {
                            if (permits.inUse() > 5 || tenant.held() > 4 + 3) { // three others of it may be asking
                                exceeded.set(true);
                            }
                            tenant.giveBack();
                        }
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }

        assertThat(exceeded).isFalse();
        assertThat(permits.inUse()).isZero();
        assertThat(permits.of("t0").held()).isZero();
    }

    private int takeAll(String tenant, int limit, boolean shared) {
        return takeAll(permits, tenant, limit, shared);
    }

    private static int takeAll(Permits permits, String tenant, int limit, boolean shared) {
        int taken = 0;
        while (permits.of(tenant).take(limit, shared)) {
            taken++;
        }
        return taken;
    }
}
