package dev.spillway.cascade.calibration;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cheapest point that a guarantee can be given for: selection with guaranteed risk (Y. Geifman, R. El-Yaniv,
 * "Selective classification for deep neural networks", 2017) over a fixed list of operating points.
 *
 * <p>The points come from one part of the log; each is tested on the other part, from the best forecast downwards, and the
 * testing stops at the first that fails. In such a fixed sequence every test may use the whole {@code delta} (A.
 * Angelopoulos et al., "Learn then test", 2021), where the binary search of the original must share it out.
 */
final class Certification {
    private final Table heldOut;
    private final double[][] calibrated;
    private final Guarantee.Goal goal;
    private final boolean scored;
    private double bestBound;

    Certification(Table heldOut, List<Belief> beliefs, Guarantee.Goal goal) {
        this.heldOut = heldOut;
        this.calibrated = Induction.calibrated(heldOut, beliefs);
        this.goal = goal;
        this.scored = Arrays.stream(heldOut.correct())
                .flatMapToDouble(Arrays::stream)
                .anyMatch(value -> value != 0 && value != 1);
    }

    /** The cheapest certified point; null where not even the best can be. */
    @Nullable
    Guarantee certify(List<OperatingPoint> points) {
        List<OperatingPoint> sequence = points.stream()
                .sorted(Comparator.comparingDouble(OperatingPoint::quality)
                        .thenComparingDouble(OperatingPoint::cost)
                        .reversed())
                .toList();
        Guarantee cheapest = null;
        for (OperatingPoint point : sequence) {
            double bound = bound(point.plan());
            bestBound = Math.max(bestBound, bound);
            if (bound < goal.quality()) {
                break;
            }
            if (cheapest == null || point.cost() < cheapest.point().cost()) {
                cheapest = new Guarantee(goal.quality(), goal.delta(), bound, heldOut.rows(), point);
            }
        }
        return cheapest;
    }

    /** The highest bound that was seen. */
    double bestBound() {
        return bestBound;
    }

    private double bound(Plan plan) {
        double[] correct = IntStream.range(0, heldOut.rows())
                .mapToDouble(row -> plan.replay(heldOut, calibrated, row).quality())
                .toArray();
        return QualityBound.lower(correct, scored, goal.delta());
    }
}
