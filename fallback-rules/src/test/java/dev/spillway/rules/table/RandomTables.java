package dev.spillway.rules.table;

import dev.spillway.core.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Cells, tables and values, few enough of each to meet often. */
final class RandomTables {
    private static final String[] WRITTEN = {
        "",
        "",
        "*",
        "a",
        "b",
        "a | b",
        "c | 1",
        "!= a",
        "!= a | b",
        "!= 1",
        "1",
        "2",
        "'1'",
        "true",
        "false",
        "> 1",
        ">= 1",
        "< 2",
        "<= 2",
        "0..2",
        "1..1",
        "> 0 & < 3",
        "2..9",
        "-1..1",
        "0"
    };

    private RandomTables() {}

    static Cell cell(SplittableRandom random) {
        return Cells.condition(Seeds.pick(random, WRITTEN)).orThrow();
    }

    static DecisionTable table(SplittableRandom random, int width, int rows) {
        List<List<Cell>> cells = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            List<Cell> one = new ArrayList<>();
            for (int column = 0; column < width; column++) {
                one.add(cell(random));
            }
            cells.add(one);
        }
        return new DecisionTable(width, cells);
    }

    static @Nullable Object value(SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1, 2, 3 -> Seeds.pick(random, new String[] {"a", "b", "c", "1", "true", ""});
            case 4, 5, 6 -> (long) random.nextInt(-1, 4);
            case 7 -> random.nextInt(-2, 6) / 2.0;
            case 8 -> random.nextBoolean();
            case 9 -> Seeds.pick(random, new Double[] {Double.NaN, -0.0, 0x1p53, Double.NEGATIVE_INFINITY});
            case 10 -> Long.MAX_VALUE;
            default -> Map.of("x", 1L);
        };
    }
}
