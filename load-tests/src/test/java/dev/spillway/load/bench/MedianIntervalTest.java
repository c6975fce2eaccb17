package dev.spillway.load.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class MedianIntervalTest {
    @Test
    void nineValuesGiveTheSecondAndTheEighth() {
        MedianInterval nine = MedianInterval.of(new double[] {9, 1, 8, 2, 7, 3, 6, 4, 5});
        assertThat(nine.median()).isEqualTo(5);
        assertThat(nine.low()).isEqualTo(2);
        assertThat(nine.high()).isEqualTo(8);
        assertThat(nine.confidence()).isCloseTo(1 - 20.0 / 512, within(1e-12)); // 2 (1 + 9) of 2^9
    }

    @Test
    void fewValuesGiveTheWholeRangeAndSayHowSureItIs() {
        MedianInterval four = MedianInterval.of(new double[] {4, 1, 2, 3});
        assertThat(four.median()).isEqualTo(2.5);
        assertThat(four.low()).isEqualTo(1);
        assertThat(four.high()).isEqualTo(4);
        assertThat(four.confidence()).isEqualTo(0.875);
        assertThat(MedianInterval.of(new double[] {7})).isEqualTo(new MedianInterval(7, 7, 7, 0));
    }

    @Test
    void theIntervalHoldsTheMedianAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(42);
        int held = 0;
        for (int trial = 0; trial < 20_000; trial++) {
            MedianInterval of = MedianInterval.of(DoubleStream.generate(() -> Math.pow(random.nextDouble(), 3))
                    .limit(15)
                    .toArray());
            held += of.low() <= 0.125 && 0.125 <= of.high() ? 1 : 0;
        }
        double confidence = MedianInterval.of(new double[15]).confidence();
        assertThat(confidence).isGreaterThanOrEqualTo(0.95);
        assertThat(held / 20_000.0).isCloseTo(confidence, within(0.005));
    }

    @Test
    void noValueHasNoMedian() {
        assertThatThrownBy(() -> MedianInterval.of(new double[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
