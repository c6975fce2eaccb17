package dev.spillway.cascade.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What models did with the same queries: for each pair of query and model how right the answer was, how sure the model
 * said it was, what it cost and how long it took. A pair may be missing.
 *
 * <p>Immutable. Columns of arrays, for the arithmetic on it; read them, never write to them.
 */
public final class OutcomeLog {
    /**
     * One model's outcomes, one element for each query of the log.
     *
     * @param correct in [0, 1]; NaN where the pair is missing
     * @param confidence as the model gave it; NaN where unknown or missing
     * @param cost in the currency of the log, 0 or more; NaN where the pair is missing
     * @param latencyMillis 0 or more; NaN where unknown or missing
     */
    @SuppressWarnings("ArrayRecordComponent") // columns; the log is compared by no one
    public record Column(double[] correct, double[] confidence, double[] cost, double[] latencyMillis) {
        static Column missing(int queries) {
            return new Column(nan(queries), nan(queries), nan(queries), nan(queries));
        }

        Column pick(int[] queries) {
            return new Column(
                    pick(correct, queries),
                    pick(confidence, queries),
                    pick(cost, queries),
                    pick(latencyMillis, queries));
        }

        private static double[] pick(double[] from, int[] queries) {
            return Arrays.stream(queries).mapToDouble(query -> from[query]).toArray();
        }

        private static double[] nan(int length) {
            double[] values = new double[length];
            Arrays.fill(values, Double.NaN);
            return values;
        }
    }

    private final ConfidenceScale scale;
    private final List<String> queries;
    private final SequencedMap<String, Column> columns;

    OutcomeLog(ConfidenceScale scale, List<String> queries, SequencedMap<String, Column> columns) {
        this.scale = scale;
        this.queries = List.copyOf(queries);
        this.columns = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(columns));
    }

    /** What the confidences are. */
    public ConfidenceScale scale() {
        return scale;
    }

    /** The queries, in order of their first appearance. */
    public List<String> queries() {
        return queries;
    }

    /** The models: from the cheapest to the dearest by mean cost, or in the order that was asked for. */
    public List<String> models() {
        return List.copyOf(columns.keySet());
    }

    /** The outcomes of one model. */
    public Column of(String model) {
        Column column = columns.get(model);
        if (column == null) {
            throw new IllegalArgumentException("the log has no model \"" + model + "\"; it has " + models());
        }
        return column;
    }

    /** How many queries have no outcome of this model. */
    public int missing(String model) {
        return (int) Arrays.stream(of(model).correct).filter(Double::isNaN).count();
    }

    /** The same log with these models only, in this order. */
    public OutcomeLog withModels(List<String> models) {
        Set<String> distinct = new LinkedHashSet<>(models);
        if (distinct.size() != models.size()) {
            throw new IllegalArgumentException("a model is named twice in " + models);
        }
        SequencedMap<String, Column> chosen = new LinkedHashMap<>();
        distinct.forEach(model -> chosen.put(model, of(model)));
        return new OutcomeLog(scale, queries, chosen);
    }

    /** The same log with its models from the cheapest to the dearest by mean cost. */
    public OutcomeLog byCost() {
        List<String> order = new ArrayList<>(columns.keySet());
        Map<String, Double> cost = new LinkedHashMap<>();
        order.forEach(model -> cost.put(model, Numbers.meanOfKnown(of(model).cost)));
        order.sort((one, other) -> Double.compare(cost.getOrDefault(one, 0.0), cost.getOrDefault(other, 0.0)));
        return withModels(order);
    }

    /** The queries for which every model of this log has an outcome. */
    public OutcomeLog complete() {
        int[] whole = java.util.stream.IntStream.range(0, queries.size())
                .filter(query -> columns.values().stream().noneMatch(column -> Double.isNaN(column.correct[query])))
                .toArray();
        return whole.length == queries.size() ? this : pick(whole);
    }

    /** The named queries of this log, by position; one may appear more than once. */
    public OutcomeLog pick(int[] positions) {
        SequencedMap<String, Column> picked = new LinkedHashMap<>();
        columns.forEach((model, column) -> picked.put(model, column.pick(positions)));
        return new OutcomeLog(
                scale, Arrays.stream(positions).mapToObj(queries::get).toList(), picked);
    }
}
