package dev.spillway.rules.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cells of one column in flat arrays, so that a row is checked in about a nanosecond. */
final class Column {
    private static final int UNKNOWN = -1;
    private static final int[] NONE = {};

    /** What kind of cell a row has. */
    private enum Kind {
        ANY,
        ONE_OF,
        NONE_OF,
        WITHIN
    }

    private final Map<Object, Integer> ids = new HashMap<>();
    private final Kind[] kinds;
    private final int[][] symbols;
    private final double[] least;
    private final double[] most;

    /**
     * A value as the rows are compared with it.
     *
     * @param id of its symbol; {@link #UNKNOWN} where no cell names it
     * @param number NaN where it is none
     */
    record Probe(boolean there, int id, double number) {}

    Column(List<Cell> cells) {
        int rows = cells.size();
        this.kinds = new Kind[rows];
        this.symbols = new int[rows][];
        this.least = new double[rows];
        this.most = new double[rows];
        for (int row = 0; row < rows; row++) {
            symbols[row] = NONE;
            switch (cells.get(row)) {
                case Cell.Any _ -> kinds[row] = Kind.ANY;
                case Cell.OneOf(var wanted) -> {
                    kinds[row] = Kind.ONE_OF;
                    symbols[row] = interned(wanted);
                }
                case Cell.NoneOf(var unwanted) -> {
                    kinds[row] = Kind.NONE_OF;
                    symbols[row] = interned(unwanted);
                }
                case Cell.Within(var from, var to) -> {
                    kinds[row] = Kind.WITHIN;
                    least[row] = from;
                    most[row] = to;
                }
            }
        }
    }

    private int[] interned(Set<Object> wanted) {
        return wanted.stream()
                .mapToInt(symbol -> ids.computeIfAbsent(symbol, _ -> ids.size()))
                .toArray();
    }

    Probe probe(@Nullable Object value) {
        Object symbol = Symbol.of(value);
        int id = symbol == null ? UNKNOWN : ids.getOrDefault(symbol, UNKNOWN);
        return new Probe(value != null, id, value instanceof Number number ? number.doubleValue() : Double.NaN);
    }

    boolean matches(int row, Probe probe) {
        return switch (kinds[row]) {
            case ANY -> true;
            case ONE_OF -> has(row, probe.id);
            case NONE_OF -> probe.there && !has(row, probe.id);
            case WITHIN -> probe.number >= least[row] && probe.number <= most[row];
        };
    }

    private boolean has(int row, int id) {
        for (int each : symbols[row]) {
            if (each == id) {
                return true;
            }
        }
        return false;
    }

    /** How many symbols there are, numbered from 0. */
    int symbols() {
        return ids.size();
    }

    /** The symbols of which a row wants one; null where it wants something else. */
    int @Nullable [] wanted(int row) {
        return kinds[row] == Kind.ONE_OF ? symbols[row] : null;
    }
}
