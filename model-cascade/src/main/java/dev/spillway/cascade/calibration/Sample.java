package dev.spillway.cascade.calibration;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Answers of one model whose confidence is known: how sure, spread out, and how right. Columns; never written to. */
final class Sample {
    private final double[] spread;
    private final double[] correct;

    Sample(double[] spread, double[] correct) {
        this.spread = spread;
        this.correct = correct;
    }

    /** Those rows of a column whose outcome and confidence are known. */
    static Sample of(OutcomeLog.Column column, ConfidenceScale scale) {
        int[] known = IntStream.range(0, column.correct().length)
                .filter(row -> !Double.isNaN(column.correct()[row]) && !Double.isNaN(column.confidence()[row]))
                .toArray();
        return new Sample(
                Arrays.stream(known)
                        .mapToDouble(row -> scale.spread(column.confidence()[row]))
                        .toArray(),
                Arrays.stream(known).mapToDouble(row -> column.correct()[row]).toArray());
    }

    int size() {
        return correct.length;
    }

    double[] spread() {
        return spread;
    }

    double[] correct() {
        return correct;
    }

    double meanCorrect() {
        return Arrays.stream(correct).average().orElse(0.5);
    }

    Sample pick(int[] rows) {
        return new Sample(
                Arrays.stream(rows).mapToDouble(row -> spread[row]).toArray(),
                Arrays.stream(rows).mapToDouble(row -> correct[row]).toArray());
    }

    /** Deals rows out to folds of nearly equal size: the same deal for the same size and seed. */
    static int[] folds(int size, int folds, long seed) {
        int[] fold = IntStream.range(0, size).map(row -> row % folds).toArray();
        Random random = new Random(seed);
        for (int at = size - 1; at > 0; at--) {
            int other = random.nextInt(at + 1);
            int kept = fold[at];
            fold[at] = fold[other];
            fold[other] = kept;
        }
        return fold;
    }

    /** The rows in one fold, or those outside of it. */
    static int[] rows(int[] folds, int fold, boolean inside) {
        return IntStream.range(0, folds.length)
                .filter(row -> (folds[row] == fold) == inside)
                .toArray();
    }
}
