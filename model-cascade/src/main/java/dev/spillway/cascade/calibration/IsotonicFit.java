package dev.spillway.cascade.calibration;

import java.util.ArrayList;
import java.util.List;

/**
 * Fits a curve that never falls by pooling adjacent violators (M. Ayer et al., "An empirical distribution function for
 * sampling with incomplete information", 1955). Equal confidences are one group from the start.
 */
final class IsotonicFit {
    private static final class Pool {
        final double from;
        double to;
        double sum;
        int rows;

        Pool(double from) {
            this.from = from;
            this.to = from;
        }

        double mean() {
            return sum / rows;
        }
    }

    private IsotonicFit() {}

    static Calibrator fit(Sample sample) {
        if (sample.size() == 0) {
            return new Calibrator.Constant(PlattFit.shrunkMean(sample));
        }
        List<Pool> pools = new ArrayList<>();
        for (Pool group : ties(sample)) {
            pools.add(group);
            while (pools.size() > 1
                    && pools.get(pools.size() - 2).mean() >= pools.getLast().mean()) {
                Pool upper = pools.removeLast();
                Pool lower = pools.getLast();
                lower.to = upper.to;
                lower.sum += upper.sum;
                lower.rows += upper.rows;
            }
        }
        double least = 1.0 / (sample.size() + 2); // no finite sample shows that an answer is always right, or never
        return new Calibrator.Isotonic(pools.stream()
                .map(pool ->
                        new Calibrator.Isotonic.Block(pool.from, pool.to, Math.clamp(pool.mean(), least, 1 - least)))
                .toList());
    }

    private static List<Pool> ties(Sample sample) {
        List<Pool> groups = new ArrayList<>();
        for (int row : Numbers.order(sample.spread())) {
            double spread = sample.spread()[row];
            if (groups.isEmpty() || groups.getLast().to != spread) {
                groups.add(new Pool(spread));
            }
            groups.getLast().sum += sample.correct()[row];
            groups.getLast().rows++;
        }
        return groups;
    }
}
