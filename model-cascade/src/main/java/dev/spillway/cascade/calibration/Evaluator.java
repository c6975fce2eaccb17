package dev.spillway.cascade.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Replays a calibration on a log. A pure function: the same calibration and log give the same evaluation. */
public final class Evaluator {
    private static final int DRAWS = 1000;
    private static final long SEED = 20_260_104;

    /**
     * How to evaluate.
     *
     * @param range the interval of mean cost; null for that from the cheapest to the dearest single model's
     * @param budgetMillis the budget that latencies are held against; NaN for none
     */
    public record Settings(ErrorCostCurve.@Nullable CostRange range, double budgetMillis) {
        /** The whole range of cost, and no budget. */
        public static final Settings DEFAULT = new Settings(null, Double.NaN);
    }

    private final Calibration calibration;
    private final OutcomeLog whole;
    private final int incomplete;
    private final double budgetMillis;
    private final Replay replay;
    private final List<Replay.Trace> singles = new ArrayList<>();
    private final List<Replay.Trace> traces = new ArrayList<>();

    private Evaluator(Calibration calibration, OutcomeLog log, double budgetMillis) {
        this.calibration = calibration;
        this.whole = log.complete();
        this.incomplete = log.queries().size() - whole.queries().size();
        this.budgetMillis = budgetMillis;
        if (whole.queries().isEmpty()) {
            throw new IllegalArgumentException("no query of the log has an outcome of each of " + calibration.names());
        }
        this.replay = new Replay(calibration, whole);
        for (int tier = 0; tier < calibration.models().size(); tier++) {
            singles.add(replay.only(tier));
        }
        calibration.points().forEach(point -> traces.add(replay.of(point)));
    }

    /**
     * Evaluates.
     *
     * @throws IllegalArgumentException where the log lacks a model, holds confidences on another scale, or no query has an
     *     outcome of every model
     */
    public static Evaluation evaluate(Calibration calibration, OutcomeLog log, Settings settings) {
        if (log.scale() != calibration.scale()) {
            throw new IllegalArgumentException(
                    "the log's confidences are read as " + log.scale().word() + ", the calibration's were "
                            + calibration.scale().word());
        }
        OutcomeLog tiers = log.withModels(calibration.names());
        return new Evaluator(calibration, tiers, settings.budgetMillis).evaluate(settings.range);
    }

    /** The areas alone, over the whole range of cost. */
    static Evaluation.Areas areas(Calibration calibration, OutcomeLog log) {
        Evaluator evaluator = new Evaluator(calibration, log.withModels(calibration.names()), Double.NaN);
        List<ErrorCostCurve.Point> alone =
                evaluator.singles.stream().map(Replay.Trace::point).toList();
        return evaluator.areas(curve(evaluator.traces), alone, range(alone));
    }

    private Evaluation evaluate(ErrorCostCurve.@Nullable CostRange asked) {
        List<ErrorCostCurve.Point> alone =
                singles.stream().map(Replay.Trace::point).toList();
        ErrorCostCurve.CostRange full = range(alone);
        ErrorCostCurve.CostRange range = asked == null ? full : asked;
        ErrorCostCurve curve = curve(traces);
        Guarantee guarantee = calibration.guarantee();
        List<Evaluation.OfPoint> points = new ArrayList<>();
        for (int at = 0; at < traces.size(); at++) {
            points.add(ofPoint(calibration.points().get(at), traces.get(at)));
        }
        return new Evaluation(
                whole.queries().size(),
                incomplete,
                range,
                areas(curve, alone, range),
                OracleCurve.of(Table.of(whole)),
                recovery(curve, alone, full),
                saving(),
                IntStream.range(0, singles.size()).mapToObj(this::ofModel).toList(),
                points,
                guarantee == null ? null : ofPoint(guarantee.point(), replay.of(guarantee.point())));
    }

    private static ErrorCostCurve curve(List<Replay.Trace> traces) {
        return ErrorCostCurve.through(traces.stream().map(Replay.Trace::point).toList());
    }

    private static ErrorCostCurve.CostRange range(List<ErrorCostCurve.Point> alone) {
        double low =
                alone.stream().mapToDouble(ErrorCostCurve.Point::cost).min().orElseThrow();
        double high =
                alone.stream().mapToDouble(ErrorCostCurve.Point::cost).max().orElseThrow();
        if (high <= low) {
            throw new IllegalArgumentException(
                    "every model costs " + low + " in the mean: there is no interval of cost to compare over");
        }
        return new ErrorCostCurve.CostRange(low, high);
    }

    private Evaluation.Areas areas(
            ErrorCostCurve curve, List<ErrorCostCurve.Point> alone, ErrorCostCurve.CostRange range) {
        return new Evaluation.Areas(
                curve.area(range),
                curve.levelOver(range).area(range),
                ErrorCostCurve.through(ends(alone)).area(range),
                ErrorCostCurve.hull(alone).levelOver(range).area(range),
                OracleCurve.of(Table.of(whole)).levelOver(range).area(range));
    }

    /** The cheapest model and the dearest. */
    private static List<ErrorCostCurve.Point> ends(List<ErrorCostCurve.Point> alone) {
        ErrorCostCurve.Point cheapest = alone.getFirst();
        ErrorCostCurve.Point dearest = alone.getFirst();
        for (ErrorCostCurve.Point point : alone) {
            cheapest = point.cost() < cheapest.cost() ? point : cheapest;
            dearest = point.cost() > dearest.cost() ? point : dearest;
        }
        return List.of(cheapest, dearest);
    }

    private static Evaluation.Recovery recovery(
            ErrorCostCurve curve, List<ErrorCostCurve.Point> alone, ErrorCostCurve.CostRange full) {
        double weak = ends(alone).getFirst().quality();
        double gap = ends(alone).getLast().quality() - weak;
        if (gap <= 0) {
            return new Evaluation.Recovery(Double.NaN, Double.NaN, Double.NaN);
        }
        return new Evaluation.Recovery(
                (curve.meanQuality(full) - weak) / gap,
                share(curve.costOf(weak + 0.5 * gap), full),
                share(curve.costOf(weak + 0.8 * gap), full));
    }

    private static double share(double cost, ErrorCostCurve.CostRange full) {
        return Math.max(0, cost - full.low()) / (full.high() - full.low());
    }

    private Evaluation.Saving saving() {
        Random random = new Random(SEED);
        double[] draws = new double[DRAWS];
        int[] times = new int[whole.queries().size()];
        for (int draw = 0; draw < DRAWS; draw++) {
            Arrays.fill(times, 0);
            for (int row = 0; row < times.length; row++) {
                times[random.nextInt(times.length)]++;
            }
            draws[draw] = saving(
                    ErrorCostCurve.through(
                            traces.stream().map(trace -> trace.point(times)).toList()),
                    singles.getLast().point(times));
        }
        Arrays.sort(draws);
        return new Evaluation.Saving(
                saving(curve(traces), singles.getLast().point()),
                Numbers.quantile(draws, 0.025),
                Numbers.quantile(draws, 0.975));
    }

    private static double saving(ErrorCostCurve curve, ErrorCostCurve.Point largest) {
        double cost = curve.costOf(largest.quality());
        return Double.isNaN(cost) || largest.cost() == 0 ? 0 : Math.max(0, 1 - cost / largest.cost());
    }

    private Evaluation.OfModel ofModel(int tier) {
        ModelCalibration model = calibration.models().get(tier);
        OutcomeLog.Column column = whole.of(model.model());
        Sample sample = Sample.of(column, whole.scale());
        double[] calibrated = Arrays.stream(replay.calibrated()[tier])
                .filter(value -> !Double.isNaN(value))
                .toArray();
        double[] raw = Arrays.stream(sample.spread()).map(Numbers::logistic).toArray();
        ErrorCostCurve.Point alone = singles.get(tier).point();
        return new Evaluation.OfModel(
                model.model(),
                alone.quality(),
                alone.cost(),
                Auroc.of(sample.spread(), sample.correct()),
                CalibrationError.of(calibrated, sample.correct()),
                CalibrationError.of(raw, sample.correct()),
                latency(singles.get(tier)));
    }

    private Evaluation.OfPoint ofPoint(OperatingPoint expected, Replay.Trace trace) {
        ErrorCostCurve.Point point = trace.point();
        return new Evaluation.OfPoint(
                expected.quality(), expected.cost(), point.quality(), point.cost(), latency(trace));
    }

    private Evaluation.Latency latency(Replay.Trace trace) {
        return new Evaluation.Latency(
                trace.latency(0.5),
                trace.latency(0.95),
                Double.isNaN(budgetMillis) ? Double.NaN : trace.over(budgetMillis));
    }
}
