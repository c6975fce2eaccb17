package dev.spillway.cascade.calibration;

import dev.spillway.core.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A calibration as a tree of plain values (maps, lists, texts and numbers), the form in which it is kept in a file, and
 * back. Tiers are named, not numbered; reading is strict, and says where something is wrong.
 */
public final class CalibrationTree {
    /** The form that is written, and the only one that is read. */
    public static final int FORMAT = 1;

    /** A key at the root that whoever writes a tree may add: how long the fit took, in milliseconds. */
    public static final String FIT_MILLIS = "fitMillis";

    private CalibrationTree() {}

    /** The tree of a calibration. */
    public static Map<String, Object> write(Calibration calibration) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", FORMAT);
        tree.put("confidence", calibration.scale().word());
        tree.put(
                "models",
                calibration.models().stream().map(CalibrationTree::write).toList());
        List<String> names = calibration.names();
        tree.put(
                "points",
                calibration.points().stream().map(point -> write(point, names)).toList());
        Guarantee guarantee = calibration.guarantee();
        if (guarantee != null) {
            Map<String, Object> promised = new LinkedHashMap<>();
            promised.put("quality", guarantee.quality());
            promised.put("delta", guarantee.delta());
            promised.put("bound", guarantee.bound());
            promised.put("rows", guarantee.rows());
            promised.put("point", write(guarantee.point(), names));
            tree.put("guarantee", promised);
        }
        return tree;
    }

    /**
     * The calibration of a tree.
     *
     * @throws BadCalibration where something is missing, unknown or out of range
     */
    public static Calibration read(Map<String, ?> tree) {
        Node root = Node.root(tree);
        int format = root.whole("format");
        if (format != FORMAT) {
            throw new BadCalibration("format", "is " + format + "; only " + FORMAT + " can be read: calibrate again");
        }
        if (root.has(FIT_MILLIS)) {
            root.number(FIT_MILLIS); // a note for people, of no consequence
        }
        ConfidenceScale scale = root.word("confidence", ConfidenceScale.class);
        List<ModelCalibration> models =
                root.nodes("models").stream().map(CalibrationTree::model).toList();
        List<String> names = models.stream().map(ModelCalibration::model).toList();
        List<OperatingPoint> points =
                root.nodes("points").stream().map(node -> point(node, names)).toList();
        Guarantee guarantee = root.has("guarantee") ? guarantee(root.node("guarantee"), names) : null;
        root.close();
        return root.build(() -> new Calibration(scale, models, points, guarantee));
    }

    private static Map<String, Object> write(ModelCalibration model) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", model.model());
        tree.put("calibrator", write(model.calibrator()));
        tree.put("unknown", model.unknown());
        tree.put("quality", model.quality());
        tree.put("cost", model.cost());
        tree.put(
                "auroc",
                ordered(
                        "value", model.auroc().value(),
                        "low", model.auroc().low(),
                        "high", model.auroc().high()));
        if (!Double.isNaN(model.calibrationError())) {
            tree.put("calibrationError", model.calibrationError());
        }
        tree.put("rows", model.rows());
        return tree;
    }

    private static ModelCalibration model(Node node) {
        String name = node.text("name");
        Calibrator calibrator = calibrator(node.node("calibrator"));
        Node auroc = node.node("auroc");
        Auroc told = new Auroc(auroc.number("value"), auroc.number("low"), auroc.number("high"));
        auroc.close();
        double error = node.has("calibrationError") ? node.number("calibrationError") : Double.NaN;
        ModelCalibration model = node.build(() -> new ModelCalibration(
                name,
                calibrator,
                node.number("unknown"),
                node.number("quality"),
                node.number("cost"),
                told,
                error,
                node.whole("rows")));
        node.close();
        return model;
    }

    private static Map<String, Object> write(Calibrator calibrator) {
        return switch (calibrator) {
            case Calibrator.Platt platt ->
                ordered(
                        "kind", "platt",
                        "over", Entry.word(platt.shape()),
                        "intercept", platt.intercept(),
                        "slope", platt.slope());
            case Calibrator.Isotonic isotonic ->
                ordered(
                        "kind",
                        "isotonic",
                        "blocks",
                        isotonic.blocks().stream()
                                .map(block -> ordered(
                                        "from", block.from(), "to", block.to(), "probability", block.probability()))
                                .toList());
            case Calibrator.Constant constant -> ordered("kind", "constant", "value", constant.value());
        };
    }

    private static Calibrator calibrator(Node node) {
        Calibrator calibrator = node.build(() -> switch (node.text("kind")) {
            case "platt" ->
                new Calibrator.Platt(
                        node.word("over", Calibrator.Shape.class), node.number("intercept"), node.number("slope"));
            case "isotonic" ->
                new Calibrator.Isotonic(node.nodes("blocks").stream()
                        .map(CalibrationTree::block)
                        .toList());
            case "constant" -> new Calibrator.Constant(node.number("value"));
            default ->
                throw new IllegalArgumentException(
                        "kind is " + node.text("kind") + ", not one of platt, isotonic, constant");
        });
        node.close();
        return calibrator;
    }

    private static Calibrator.Isotonic.Block block(Node node) {
        Calibrator.Isotonic.Block block = node.build(() ->
                new Calibrator.Isotonic.Block(node.number("from"), node.number("to"), node.number("probability")));
        node.close();
        return block;
    }

    private static Map<String, Object> write(OperatingPoint point, List<String> names) {
        Map<String, Object> tiers = new LinkedHashMap<>();
        for (int tier = 0; tier < names.size(); tier++) {
            TierRule rule = point.rules().get(tier);
            if (!rule.equals(TierRule.ACCEPT_ALL)) {
                tiers.put(names.get(tier), write(rule, names));
            }
        }
        return ordered(
                "quality", point.quality(),
                "cost", point.cost(),
                "price", point.price(),
                "ask", names.get(point.entry()),
                "tiers", tiers,
                "accepted", accepted(point, names));
    }

    private static Map<String, Object> accepted(OperatingPoint point, List<String> names) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (int tier = 0; tier < names.size(); tier++) {
            double share = point.accepted().get(tier);
            if (!Double.isNaN(share)) {
                tree.put(names.get(tier), share);
            }
        }
        return tree;
    }

    private static Map<String, Object> write(TierRule rule, List<String> names) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(
                "escalate",
                rule.escalations().stream()
                        .map(escalation -> ordered("below", escalation.below(), "to", names.get(escalation.to())))
                        .toList());
        if (rule.unknown() != TierRule.ACCEPT) {
            tree.put("unknown", names.get(rule.unknown()));
        }
        return tree;
    }

    private static OperatingPoint point(Node node, List<String> names) {
        Node tiers = node.node("tiers");
        List<TierRule> rules = new ArrayList<>();
        for (String name : names) {
            rules.add(tiers.has(name) ? rule(tiers.node(name), names) : TierRule.ACCEPT_ALL);
        }
        tiers.close();
        Node shares = node.node("accepted");
        List<Double> accepted = names.stream()
                .map(name -> shares.has(name) ? shares.number(name) : Double.NaN)
                .toList();
        shares.close();
        OperatingPoint point = node.build(() -> new OperatingPoint(
                position(node, "ask", names),
                rules,
                node.number("quality"),
                node.number("cost"),
                node.number("price"),
                accepted));
        node.close();
        return point;
    }

    private static TierRule rule(Node node, List<String> names) {
        List<TierRule.Escalation> escalations = new ArrayList<>();
        for (Node escalation : node.nodes("escalate")) {
            escalations.add(escalation.build(
                    () -> new TierRule.Escalation(escalation.number("below"), position(escalation, "to", names))));
            escalation.close();
        }
        int unknown = node.has("unknown") ? position(node, "unknown", names) : TierRule.ACCEPT;
        node.close();
        return node.build(() -> new TierRule(escalations, unknown));
    }

    private static int position(Node node, String key, List<String> names) {
        String name = node.text(key);
        int position = names.indexOf(name);
        if (position < 0) {
            throw new BadCalibration(node.at(key), "no model is called \"" + name + "\"; there are " + names);
        }
        return position;
    }

    private static Guarantee guarantee(Node node, List<String> names) {
        OperatingPoint point = point(node.node("point"), names);
        Guarantee guarantee = node.build(() -> new Guarantee(
                node.number("quality"), node.number("delta"), node.number("bound"), node.whole("rows"), point));
        node.close();
        return guarantee;
    }

    private static Map<String, Object> ordered(@Nullable Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int at = 0; at < keysAndValues.length; at += 2) {
            map.put(String.valueOf(keysAndValues[at]), java.util.Objects.requireNonNull(keysAndValues[at + 1]));
        }
        return map;
    }
}
