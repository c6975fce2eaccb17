package dev.spillway.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.spillway.core.Money;
import dev.spillway.core.testing.Seeds;
import dev.spillway.core.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final Money CAP = new Money(10_000_000);
    private static final Money SMALL = new Money(20);
    private static final Money LARGE = new Money(2_000);
    private static final Pacer.Range RANGE = new Pacer.Range(1e-6, 1e-3);

    private final VirtualTime time = new VirtualTime();

    private Pacer pacer(Money dearest) {
        return new Pacer(CAP, dearest, RANGE, time);
    }

    /** What became of a stream of queries. */
    private record Spent(long picos, double largestHour, long refused, long queries) {}

    /** Each query asks the small tier, and the large one with a probability that falls with the price. */
    private Spent stream(Pacer pacer, SplittableRandom random, Duration length, double perSecond) {
        long spent = 0;
        long refused = 0;
        long queries = 0;
        double largest = 0;
        Deque<long[]> hour = new ArrayDeque<>();
        long inHour = 0;
        while (time.elapsed().compareTo(length) < 0) {
            time.advance(Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9)));
            queries++;
            double share = 0.9 - 0.9 * Math.log(pacer.price() / RANGE.least()) / Math.log(RANGE.most() / RANGE.least());
            Money price = random.nextDouble() < share ? LARGE.plus(SMALL) : SMALL;
            if (!pacer.take(price)) {
                refused++;
                continue;
            }
            pacer.settle(price, price);
            spent += price.picos();
            inHour += price.picos();
            hour.add(new long[] {time.elapsed().toNanos(), price.picos()});
            while (time.elapsed().toNanos() - hour.getFirst()[0] > HOUR) {
                inHour -= hour.removeFirst()[1];
            }
            largest = Math.max(largest, inHour);
        }
        return new Spent(spent, largest, refused, queries);
    }

    @Test
    void spendingStaysWithinTheBudgetAndUsesIt() {
        Seeds.check(5, random -> {
            PacerTest fresh = new PacerTest();
            Spent spent = fresh.stream(
                    fresh.pacer(LARGE), random, Duration.ofHours(4), 4); // 0.9 large would be 2.6 × the cap

            assertThat(spent.picos()).isLessThanOrEqualTo((long) (1.004 * 4 * CAP.picos()));
            assertThat(spent.picos()).isGreaterThan((long) (0.95 * 4 * CAP.picos()));
            assertThat(spent.largestHour()).isLessThanOrEqualTo(1.004 * CAP.picos());
            assertThat(spent.refused()).isLessThan(spent.queries() / 50); // the price steers, not the empty bucket
        });
    }

    @Test
    void surgeOfQueriesDoesNotBreakTheBudget() {
        SplittableRandom random = new SplittableRandom(3);
        Pacer pacer = pacer(LARGE);
        Spent calm = stream(pacer, random, Duration.ofHours(1), 1);
        Spent surge = stream(pacer, random, Duration.ofHours(2), 40);

        assertThat(calm.largestHour()).isLessThanOrEqualTo(1.004 * CAP.picos());
        assertThat(surge.largestHour()).isLessThanOrEqualTo(1.004 * CAP.picos());
    }

    @Test
    void moneyThatIsNotThereIsNotTaken() {
        Pacer pacer = pacer(LARGE);

        assertThat(pacer.take(new Money(1))).isFalse();
        assertThat(pacer.left()).isEqualTo(Money.ZERO);

        time.advance(Duration.ofSeconds(1));
        assertThat(pacer.left().picos()).isEqualTo(CAP.picos() / 3600);
        assertThat(pacer.take(new Money(CAP.picos() / 3600))).isTrue();
        assertThat(pacer.take(new Money(1))).isFalse();
    }

    @Test
    void bucketHoldsOnlySoMuch() {
        Pacer pacer = pacer(LARGE);
        time.advance(Duration.ofHours(10));

        assertThat(pacer.left()).isEqualTo(new Money(CAP.picos() / 250));
    }

    @Test
    void bucketHoldsTheDearestCall() {
        Pacer pacer = pacer(CAP);
        time.advance(Duration.ofHours(10));

        assertThat(pacer.left()).isEqualTo(CAP);
    }

    @Test
    void whatWasNotBilledFlowsBackAndWhatWasOverbilledIsOwed() {
        Pacer pacer = pacer(LARGE);
        time.advance(Duration.ofSeconds(10));
        long before = pacer.left().picos();

        assertThat(pacer.take(LARGE)).isTrue();
        pacer.settle(LARGE, Money.ZERO);
        assertThat(pacer.left().picos()).isEqualTo(before);

        assertThat(pacer.take(LARGE)).isTrue();
        pacer.settle(LARGE, CAP);
        assertThat(pacer.left()).isEqualTo(Money.ZERO);
        time.advance(Duration.ofMinutes(59));
        assertThat(pacer.take(new Money(1))).isFalse();
        time.advance(Duration.ofMinutes(2));
        assertThat(pacer.take(new Money(1))).isTrue();
    }

    @Test
    void restartBeginsWithAnEmptyBucketSoThatRestartsSpendNoMore() {
        long spent = 0;
        for (int restart = 0; restart < 360; restart++) { // one each ten seconds, for an hour
            Pacer pacer = pacer(LARGE);
            time.advance(Duration.ofSeconds(10));
            while (pacer.take(SMALL)) {
                pacer.settle(SMALL, SMALL);
                spent += SMALL.picos();
            }
        }

        assertThat(spent).isLessThanOrEqualTo(CAP.picos());
    }

    @Test
    void priceRisesWhileTooMuchIsSpentAndFallsAgain() {
        Pacer pacer = pacer(LARGE);
        assertThat(pacer.price()).isEqualTo(RANGE.least());
        for (int second = 0; second < 300; second++) {
            time.advance(Duration.ofSeconds(1));
            pacer.take(pacer.left());
            pacer.settle(Money.ZERO, new Money(CAP.picos() / 1800));
        }
        double high = pacer.price();
        assertThat(high).isGreaterThan(10 * RANGE.least());

        for (int second = 0; second < 600; second++) {
            time.advance(Duration.ofSeconds(1));
            pacer.left();
        }
        assertThat(pacer.price()).isCloseTo(RANGE.least(), withinPercentage(1));
    }
}
