package dev.spillway.expressions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The linear search finds what the library's does. */
class SearchTest {
    private static Meter meter() {
        Meter meter = new Meter(Limits.DEFAULT.workMax());
        meter.begin(Limits.DEFAULT.workMax());
        return meter;
    }

    @Test
    void findsWhatStringFinds() {
        for (long seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String text = drawn(random, 400);
            String term = random.nextInt(3) == 0 && !text.isEmpty()
                    ? text.substring(random.nextInt(text.length()))
                    : drawn(random, 90);
            int from = random.nextInt(text.length() + 1);

            assertThat(Search.indexOf(meter(), text, term, from))
                    .as("seed %d: %s in %s from %d", seed, term, text, from)
                    .isEqualTo(text.indexOf(term, from));
            assertThat(Search.lastIndexOf(meter(), text, term, from))
                    .as("seed %d: last %s in %s from %d", seed, term, text, from)
                    .isEqualTo(text.lastIndexOf(term, from));
        }
    }

    private static String drawn(SplittableRandom random, int max) {
        int letters = random.nextInt(1, 3);
        int rare = random.nextInt(1, 40);
        StringBuilder drawn = new StringBuilder();
        for (int left = random.nextInt(max); left > 0; left--) {
            drawn.append(random.nextInt(rare) == 0 ? (char) ('a' + random.nextInt(letters)) : 'a');
        }
        return drawn.toString();
    }

    @Test
    void chargesInProportionToTheText() {
        String term = "a".repeat(999) + "b";
        Meter few = meter();
        Search.contains(few, "a".repeat(20_000), term);
        Meter many = meter();
        Search.contains(many, "a".repeat(200_000), term);

        long spentOnFew = Limits.DEFAULT.workMax() - few.remaining();
        long spentOnMany = Limits.DEFAULT.workMax() - many.remaining();
        assertThat(spentOnMany).isLessThan(11 * spentOnFew);
    }
}
