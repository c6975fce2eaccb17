package dev.spillway.cascade.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes a calibration from a log of outcomes. A pure function: the same log gives the same calibration. */
public final class CalibrationFit {
    /** The tiers that a cascade may have. */
    public static final int TIERS_MOST = 5;

    /** Queries that all tiers have answered, below which thresholds would be guesses. */
    public static final int ROWS_LEAST = 30;

    private static final long DEAL = 20_260_103;

    private final OutcomeLog log;
    private final List<String> remarks = new ArrayList<>();

    /**
     * What was fitted.
     *
     * @param remarks what whoever uses it should know: one sentence each
     */
    public record Fitted(Calibration calibration, List<String> remarks) {}

    private CalibrationFit(OutcomeLog log) {
        this.log = log;
    }

    /**
     * Fits calibrators, and operating points to the queries that all models have answered.
     *
     * @param log its models are the tiers, in order
     * @param goal what to guarantee; null for no guarantee. With one, half of those queries are kept back to certify it
     * @throws IllegalArgumentException where the log has too few or too many models, or too few queries
     */
    public static Fitted fit(OutcomeLog log, Guarantee.@Nullable Goal goal) {
        return new CalibrationFit(log).fit(goal);
    }

    private Fitted fit(Guarantee.@Nullable Goal goal) {
        check();
        OutcomeLog whole = log.complete();
        noteMissing(whole);
        if (goal == null) {
            Table table = Table.of(whole);
            return new Fitted(calibration(log, table, null), List.copyOf(remarks));
        }
        int[] fold = Sample.folds(whole.queries().size(), 2, DEAL);
        OutcomeLog fitted = whole.pick(Sample.rows(fold, 0, true));
        OutcomeLog kept = whole.pick(Sample.rows(fold, 1, true));
        Calibration open = calibration(fitted, Table.of(fitted), null);
        Certification certification = new Certification(Table.of(kept), open.beliefs(), goal);
        Guarantee guarantee = certification.certify(open.points());
        if (guarantee == null) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "no operating point could be certified: on the %d queries kept back the best lower bound is %.4f,"
                        + " below the guaranteed quality of %.4f; a lower quality, a larger delta or more queries may"
                        + " do",
                    kept.queries().size(),
                    certification.bestBound(),
                    goal.quality()));
        }
        return new Fitted(new Calibration(open.scale(), open.models(), open.points(), guarantee), List.copyOf(remarks));
    }

    private void check() {
        int tiers = log.models().size();
        if (tiers < 2 || tiers > TIERS_MOST) {
            throw new IllegalArgumentException("a cascade has 2 to " + TIERS_MOST + " tiers; the log has " + tiers
                    + " models: " + log.models() + ". Choose some of them as tiers");
        }
        int rows = log.complete().queries().size();
        if (rows < ROWS_LEAST) {
            throw new IllegalArgumentException("only " + rows + " queries have an outcome of each of the models "
                    + log.models() + "; a fit needs " + ROWS_LEAST + " or more");
        }
    }

    private void noteMissing(OutcomeLog whole) {
        int left = log.queries().size() - whole.queries().size();
        if (left > 0) {
            remarks.add(left + " of " + log.queries().size() + " queries lack an outcome of some model ("
                    + String.join(
                            ", ",
                            log.models().stream()
                                    .filter(model -> log.missing(model) > 0)
                                    .map(model -> model + ": " + log.missing(model))
                                    .toList())
                    + "); they count for calibration, not for thresholds");
        }
    }

    private Calibration calibration(OutcomeLog calibrating, Table table, @Nullable Guarantee guarantee) {
        List<CalibratorFit.Recipe> recipes = new ArrayList<>();
        List<ModelCalibration> models = new ArrayList<>();
        List<String> names = calibrating.models();
        for (int tier = 0; tier < names.size(); tier++) {
            OutcomeLog.Column column = calibrating.of(names.get(tier));
            CalibratorFit.Recipe recipe = CalibratorFit.choose(Sample.of(column, log.scale()));
            recipes.add(recipe);
            models.add(model(names.get(tier), column, recipe, table, tier));
        }
        List<Belief> beliefs = models.stream().map(ModelCalibration::belief).toList();
        return new Calibration(log.scale(), models, Frontier.of(table, recipes, beliefs), guarantee);
    }

    private ModelCalibration model(
            String name, OutcomeLog.Column column, CalibratorFit.Recipe recipe, Table table, int tier) {
        int[] answered = IntStream.range(0, column.correct().length)
                .filter(row -> !Double.isNaN(column.correct()[row]))
                .toArray();
        OutcomeLog.Column known = column.pick(answered);
        double[] spread =
                Arrays.stream(known.confidence()).map(log.scale()::spread).toArray();
        Belief belief = Belief.fit(recipe, spread, known.correct());
        Sample sample = Sample.of(column, log.scale());
        Auroc auroc = Auroc.of(sample.spread(), sample.correct());
        note(name, sample, auroc);
        return new ModelCalibration(
                name,
                belief.calibrator(),
                belief.unknown(),
                Numbers.meanOfKnown(table.correct()[tier]),
                Numbers.meanOfKnown(table.cost()[tier]),
                auroc,
                CalibrationError.of(CalibratorFit.heldOut(recipe, sample), sample.correct()),
                answered.length);
    }

    private void note(String name, Sample sample, Auroc auroc) {
        if (sample.size() == 0) {
            remarks.add("no confidence of " + name + " is known");
        } else if (!auroc.isInformative()) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "the confidence of %s does not tell right answers from wrong ones (AUROC %.3f, 95 %% interval %.3f"
                            + " to %.3f): it is not used",
                    name,
                    auroc.value(),
                    auroc.low(),
                    auroc.high()));
        }
    }
}
