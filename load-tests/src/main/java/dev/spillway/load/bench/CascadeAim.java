package dev.spillway.load.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What one of the cascades is to achieve.
 *
 * @param route the name of its route
 * @param share the share of the largest model's quality; infinite for the best there is
 */
record CascadeAim(String route, double share) {
    private static final double ROUNDING = 1e-9;

    /** As good as nothing lost, nothing lost, and the best. */
    static final List<CascadeAim> ALL = List.of(
            new CascadeAim("cascade-99", 0.99),
            new CascadeAim("cascade-100", 1),
            new CascadeAim("cascade-best", Double.POSITIVE_INFINITY));

    /** As the configuration of a cascade has it: a line, or none. */
    String yaml() {
        return isForTheBest() ? "" : String.format(Locale.ROOT, "aim: { shareOfLargest: %s }", share);
    }

    String describes() {
        return isForTheBest() ? "the best" : String.format(Locale.ROOT, "%.0f %% of large", 100 * share);
    }

    private boolean isForTheBest() {
        return Double.isInfinite(share);
    }

    /**
     * Which operating point the gateway takes for it: the cheapest that is good enough, or the best.
     *
     * @param evaluation of the calibration on the log that it was made from
     * @return empty where none is good enough
     */
    OptionalInt point(JsonNode evaluation) {
        JsonNode points = evaluation.path("points");
        JsonNode models = evaluation.path("models");
        double largest = models.path(models.size() - 1).path("quality").asDouble();
        OptionalInt best = OptionalInt.empty();
        for (int at = 0; at < points.size(); at++) {
            double quality = points.path(at).path("expectedQuality").asDouble();
            if (isForTheBest()) {
                best = best.isEmpty()
                                || quality
                                        > points.path(best.getAsInt())
                                                .path("expectedQuality")
                                                .asDouble()
                        ? OptionalInt.of(at)
                        : best;
            } else if (quality >= share * largest - ROUNDING) {
                return OptionalInt.of(at);
            }
        }
        return best;
    }
}
