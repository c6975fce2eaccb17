package dev.spillway.rules.table;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of conditions; the first row whose every cell matches decides.
 *
 * <p>The rows that name symbols in the most selective column are found by their symbol; of these and of the rows that do not,
 * in their order, each is checked in the other columns. Five thousand rows take a few microseconds. Immutable.
 */
public final class DecisionTable {
    /** No row matches. */
    public static final int NONE = -1;

    private static final int[] NO_ROWS = {};

    private final List<List<Cell>> rows;
    private final Column[] columns;
    private final int indexed;
    private final int[][] bySymbol;
    private final int[] others;

    /**
     * A table.
     *
     * @param width how many columns it has
     * @param rows each as many cells
     */
    public DecisionTable(int width, List<List<Cell>> rows) {
        this.rows = rows.stream().map(List::copyOf).toList();
        this.columns = new Column[width];
        for (int i = 0; i < width; i++) {
            int column = i;
            columns[i] =
                    new Column(this.rows.stream().map(row -> row.get(column)).toList());
        }
        this.indexed = mostSelective();
        this.bySymbol = indexed == NONE ? new int[0][] : buckets(columns[indexed]);
        this.others = others();
    }

    /** The column in which the fewest rows are left to check on average; {@link #NONE} where no column names symbols. */
    private int mostSelective() {
        int best = NONE;
        double least = rows.size();
        for (int i = 0; i < columns.length; i++) {
            int free = 0;
            int bound = 0;
            for (int row = 0; row < rows.size(); row++) {
                int[] wanted = columns[i].wanted(row);
                free += wanted == null ? 1 : 0;
                bound += wanted == null ? 0 : wanted.length;
            }
            double left = free + (double) bound / Math.max(1, columns[i].symbols());
            if (left < least) {
                least = left;
                best = i;
            }
        }
        return best;
    }

    private int[][] buckets(Column column) {
        List<List<Integer>> buckets = new ArrayList<>();
        for (int i = 0; i < column.symbols(); i++) {
            buckets.add(new ArrayList<>());
        }
        for (int row = 0; row < rows.size(); row++) {
            int[] wanted = column.wanted(row);
            if (wanted != null) {
                for (int symbol : wanted) {
                    buckets.get(symbol).add(row);
                }
            }
        }
        return buckets.stream()
                .map(bucket -> bucket.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    private int[] others() {
        List<Integer> found = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            if (indexed == NONE || columns[indexed].wanted(row) == null) {
                found.add(row);
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The first row that matches a plain value for each column, null where there is none; {@link #NONE} where none does. */
    public int find(@Nullable Object[] values) {
        Column.Probe[] probes = new Column.Probe[columns.length];
        for (int i = 0; i < columns.length; i++) {
            probes[i] = columns[i].probe(values[i]);
        }
        int[] named = indexed == NONE || probes[indexed].id() < 0 ? NO_ROWS : bySymbol[probes[indexed].id()];
        int next = 0;
        int other = 0;
        while (next < named.length || other < others.length) {
            boolean takeNamed = other == others.length || (next < named.length && named[next] < others[other]);
            int row = takeNamed ? named[next++] : others[other++];
            if (matches(row, probes)) {
                return row;
            }
        }
        return NONE;
    }

    private boolean matches(int row, Column.Probe[] probes) {
        for (int i = 0; i < columns.length; i++) {
            if (!columns[i].matches(row, probes[i])) {
                return false;
            }
        }
        return true;
    }

    /** The same row, found by asking one cell after another: what {@link #find} has to agree with. */
    public int findNaively(@Nullable Object[] values) {
        for (int row = 0; row < rows.size(); row++) {
            boolean all = true;
            for (int i = 0; i < columns.length && all; i++) {
                all = rows.get(row).get(i).matches(values[i]);
            }
            if (all) {
                return row;
            }
        }
        return NONE;
    }

    /** How many rows it has. */
    public int size() {
        return rows.size();
    }

    /** The earlier row that leaves nothing to this one; {@link #NONE} where there is none. */
    public int shadowing(int row) {
        List<Cell> late = rows.get(row);
        for (int earlier = 0; earlier < row; earlier++) {
            List<Cell> early = rows.get(earlier);
            boolean covered = true;
            for (int i = 0; i < columns.length && covered; i++) {
                covered = early.get(i).covers(late.get(i));
            }
            if (covered) {
                return earlier;
            }
        }
        return NONE;
    }

    /** Whether its last row leaves nothing to what stands behind the table. */
    public boolean matchesEverything() {
        return rows.stream().anyMatch(row -> row.stream().allMatch(Cell.Any.class::isInstance));
    }
}
