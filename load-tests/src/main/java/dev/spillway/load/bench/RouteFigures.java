package dev.spillway.load.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a route.
 *
 * @param quality the share of right answers; a question without an answer has none
 * @param plusMinus half the width of the 95 % interval of the quality, for so many questions
 * @param cost the mean, in the configuration's currency
 * @param reached the share of the questions that each tier was asked, by name; empty without a cascade
 * @param failed how many questions had no answer
 * @param forecast of its operating point; null without a cascade
 */
record RouteFigures(
        String route,
        int questions,
        double quality,
        double plusMinus,
        double cost,
        double p50Millis,
        double p95Millis,
        Map<String, Double> reached,
        int failed,
        @Nullable Forecast forecast) {
    private static final double NORMAL_95 = 1.96;

    /**
     * What was expected of an operating point.
     *
     * @param aim in words
     * @param quality as calibrated, on the first half
     * @param cost as calibrated, on the first half
     * @param replayedQuality what it comes to on the outcomes of the second half, without a gateway
     * @param replayedCost what it comes to on the outcomes of the second half, without a gateway
     */
    record Forecast(String aim, double quality, double cost, double replayedQuality, double replayedCost) {}

    static RouteFigures of(String route, List<Said> said, @Nullable Forecast forecast) {
        int count = said.size();
        double quality = (double) said.stream().filter(Said::isRight).count() / count;
        double[] millis = said.stream().mapToDouble(Said::millis).sorted().toArray();
        Map<String, Double> reached = new LinkedHashMap<>();
        if (forecast != null) {
            for (String tier : CascadeTrialConfig.MODELS) {
                long asked =
                        said.stream().filter(one -> one.tiers().contains(tier)).count();
                reached.put(tier, (double) asked / count);
            }
        }
        return new RouteFigures(
                route,
                count,
                quality,
                NORMAL_95 * Math.sqrt(quality * (1 - quality) / count),
                said.stream().mapToDouble(Said::cost).sum() / count,
                percentile(millis, 50),
                percentile(millis, 95),
                reached,
                (int) said.stream().filter(one -> !one.isAnswered()).count(),
                forecast);
    }

    /** The nearest rank. */
    private static double percentile(double[] sorted, int percent) {
        return sorted[Math.max(0, (int) Math.ceil(percent / 100.0 * sorted.length) - 1)];
    }
}
