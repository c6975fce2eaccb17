package dev.spillway.cascade.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CalibrationTreeTest {
    private static Calibration calibration(SyntheticLog.Kind kind) {
        return CalibrationFit.fit(SyntheticLog.of(kind, 3, 600, 4).byCost(), new Guarantee.Goal(0.3, 0.1))
                .calibration();
    }

    @ParameterizedTest
    @EnumSource
    void comesBackAsItWas(SyntheticLog.Kind kind) {
        Calibration calibration = calibration(kind);

        assertThat(CalibrationTree.read(CalibrationTree.write(calibration))).isEqualTo(calibration);
    }

    @Test
    void saysWhereSomethingIsWrong() {
        refused(tree -> tree.remove("points"), "points", "is missing");
        refused(tree -> tree.put("format", 9), "format", "9");
        refused(tree -> tree.put("extra", 1), "extra", "unknown key");
        refused(tree -> tree.put("confidence", "odds"), "confidence", "one of probability, logprob");
        refused(tree -> model(tree, 1).put("quality", "good"), "models[1].quality", "good");
        refused(tree -> model(tree, 1).put("unknown", 7), "models[1]", "7");
        refused(tree -> map(model(tree, 0).get("calibrator")).put("kind", "magic"), "models[0].calibrator", "magic");
        refused(tree -> map(model(tree, 0).get("calibrator")).put("slope", -1), "models[0].calibrator", "-1");
        refused(tree -> point(tree, 1).put("ask", "gpt"), "points[1].ask", "gpt");
        refused(tree -> point(tree, 1).put("cost", -1), "points[1]", "-1");
        refused(tree -> map(point(tree, 1).get("accepted")).put("m0", 2), "points[1]", "2");
        refused(tree -> map(point(tree, 1).get("accepted")).put("gpt", 1), "points[1].accepted.gpt", "unknown key");
        refused(tree -> map(tree.get("guarantee")).put("bound", 2), "guarantee", "2");
    }

    private static void refused(Consumer<Map<String, Object>> change, String path, String word) {
        Map<String, Object> tree = copy(CalibrationTree.write(calibration(SyntheticLog.Kind.PLAIN)));
        change.accept(tree);

        assertThatThrownBy(() -> CalibrationTree.read(tree))
                .isInstanceOfSatisfying(BadCalibration.class, bad -> {
                    assertThat(bad.path()).isEqualTo(path);
                    assertThat(bad.problem()).contains(word);
                })
                .hasMessageContaining(path)
                .hasMessageContaining(word);
    }

    private static Map<String, Object> model(Map<String, Object> tree, int at) {
        return map(((List<?>) tree.get("models")).get(at));
    }

    private static Map<String, Object> point(Map<String, Object> tree, int at) {
        return map(((List<?>) tree.get("points")).get(at));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static Map<String, Object> copy(Map<String, ?> tree) {
        Map<String, Object> copy = new LinkedHashMap<>();
        tree.forEach((key, value) -> copy.put(key, copied(value)));
        return copy;
    }

    private static Object copied(Object value) {
        return switch (value) {
            case Map<?, ?> map -> copy(map(map));
            case List<?> list -> {
                List<Object> copy = new ArrayList<>();
                list.forEach(element -> copy.add(copied(element)));
                yield copy;
            }
            default -> value;
        };
    }
}
