package dev.spillway.cascade.calibration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An evaluation as a tree of plain values (maps, lists, texts and numbers), for JSON; what is NaN is left out. */
public final class EvaluationTree {
    private EvaluationTree() {}

    /** The tree of an evaluation; its key {@code area} is the error–cost area of the operating points. */
    public static Map<String, Object> of(Evaluation evaluation) {
        Map<String, Object> tree = new LinkedHashMap<>();
        put(tree, evaluation.areas());
        tree.put(
                "costRange",
                List.of(evaluation.range().low(), evaluation.range().high()));
        tree.put("queries", evaluation.queries());
        tree.put("incompleteQueries", evaluation.incomplete());
        put(tree, "apgr", evaluation.recovery().apgr());
        put(tree, "cpt50", evaluation.recovery().cpt50());
        put(tree, "cpt80", evaluation.recovery().cpt80());
        tree.put("savingAtEqualQuality", of(evaluation.saving()));
        put(tree, "calibrationError", evaluation.calibrationError());
        tree.put("models", evaluation.models().stream().map(EvaluationTree::of).toList());
        tree.put("points", evaluation.points().stream().map(EvaluationTree::of).toList());
        Evaluation.OfPoint guaranteed = evaluation.guaranteed();
        if (guaranteed != null) {
            tree.put("guaranteed", of(guaranteed));
        }
        return tree;
    }

    private static void put(Map<String, Object> tree, Evaluation.Areas areas) {
        tree.put("area", areas.cascade());
        tree.put("areaLevelEnds", areas.levelEnds());
        tree.put("areaRandomMix", areas.randomMix());
        tree.put("areaHull", areas.hull());
        tree.put("areaOracle", areas.oracle());
    }

    private static Map<String, Object> of(Evaluation.Saving saving) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("value", saving.value());
        tree.put("low", saving.low());
        tree.put("high", saving.high());
        return tree;
    }

    private static Map<String, Object> of(Evaluation.OfModel model) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("model", model.model());
        tree.put("quality", model.quality());
        tree.put("cost", model.cost());
        tree.put("auroc", model.auroc().value());
        tree.put("aurocLow", model.auroc().low());
        tree.put("aurocHigh", model.auroc().high());
        put(tree, "calibrationError", model.calibrationError());
        put(tree, "rawCalibrationError", model.rawCalibrationError());
        put(tree, model.latency());
        return tree;
    }

    private static Map<String, Object> of(Evaluation.OfPoint point) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("cost", point.cost());
        tree.put("quality", point.quality());
        tree.put("expectedCost", point.expectedCost());
        tree.put("expectedQuality", point.expectedQuality());
        put(tree, point.latency());
        return tree;
    }

    private static void put(Map<String, Object> tree, Evaluation.Latency latency) {
        put(tree, "p50Millis", latency.p50Millis());
        put(tree, "p95Millis", latency.p95Millis());
        put(tree, "overBudget", latency.overBudget());
    }

    private static void put(Map<String, Object> tree, String key, double value) {
        if (!Double.isNaN(value)) {
            tree.put(key, value);
        }
    }
}
