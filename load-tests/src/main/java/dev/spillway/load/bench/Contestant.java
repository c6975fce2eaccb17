package dev.spillway.load.bench;

import dev.spillway.load.process.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One way to the backend, and what was measured of it in each round. */
final class Contestant {
    private static final double SATURATED_SHARE = 0.5;

    /** What was measured in one round. */
    private record Round(double perSecond, double cpuMicros, double p50, double p99, double halfP50, double halfP99) {}

    private final String name;
    private final Target target;
    private final @Nullable Child between;
    private final @Nullable Contestant direct;
    private final List<Round> rounds = new ArrayList<>();

    /**
     * A way to the backend.
     *
     * @param between the process on the way; null for none
     * @param direct the way without it, whose latencies are taken off; null for that one itself
     */
    Contestant(String name, Target target, @Nullable Child between, @Nullable Contestant direct) {
        this.name = name;
        this.target = target;
        this.between = between;
        this.direct = direct;
    }

    /** Whether it is measured where only such names are: by its own, or because another's latencies are taken off it. */
    boolean isWanted(Pattern only, List<Contestant> all) {
        return only.matcher(name).find()
                || all.stream()
                        .anyMatch(other ->
                                equals(other.direct) && only.matcher(other.name).find());
    }

    void warmUp(int inFlight, Duration length) throws InterruptedException {
        check(Generator.closed(target, inFlight, length));
    }

    /** Measures one round: many in flight, one in flight, and at a constant rate. */
    void round(int inFlight, double halfLoadPerSecond, Duration length) throws IOException, InterruptedException {
        long cpuBefore = between == null ? 0 : between.cpuMicros();
        Generator.Result many = check(Generator.closed(target, inFlight, length));
        double cpu = between == null
                ? 0
                : (double) (between.cpuMicros() - cpuBefore) / many.latency().getTotalCount();
        Generator.Result one = check(Generator.closed(target, 1, length));
        Generator.Result half = check(Generator.open(target, halfLoadPerSecond, length));
        rounds.add(new Round(many.perSecond(), cpu, one.micros(50), one.micros(99), half.micros(50), half.micros(99)));
    }

    /** The rate that is half of what this way can carry. */
    double halfLoad(int inFlight, Duration length) throws InterruptedException {
        return check(Generator.closed(target, inFlight, length)).perSecond() * SATURATED_SHARE;
    }

    private Generator.Result check(Generator.Result result) {
        if (!result.problems().isEmpty()) {
            throw new IllegalStateException(name + ": requests went wrong: " + result.problems());
        }
        return result;
    }

    Row row() {
        Contestant base = direct == null ? this : direct;
        return new Row(
                name,
                rounded(median(rounds.stream().mapToDouble(Round::perSecond).toArray()), 0),
                rounded(median(rounds.stream().mapToDouble(Round::cpuMicros).toArray()), 1),
                added(base, Round::p50),
                added(base, Round::p99),
                added(base, Round::halfP50),
                added(base, Round::halfP99));
    }

    private double added(Contestant base, java.util.function.ToDoubleFunction<Round> figure) {
        double[] differences = new double[rounds.size()];
        for (int i = 0; i < differences.length; i++) { // round by round, so that a noisy minute strikes both
            differences[i] = figure.applyAsDouble(rounds.get(i)) - figure.applyAsDouble(base.rounds.get(i));
        }
        return rounded(median(differences), 1);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }
}
