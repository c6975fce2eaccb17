package dev.spillway.load.bench;

import dev.spillway.load.corpus.Corpus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What came of a trial of cascades: as a table for people, and as a tree for JSON. */
@SuppressWarnings("InlineFormatString") // the columns of a table and its head stand side by side
final class CascadeReport {
    private static final String HEADER = "%-14s %-14s %8s %8s %11s %8s %9s %9s %8s %8s  %s%n";
    private static final String ROW = "%-14s %-14s %8.4f %8.4f %11.3g %8.3f %9.1f %9.1f %8.2f %8.2f  %s%n";
    private static final String FORECAST = "%-14s quality %.4f, %.4f, %.4f; cost %.3g, %.3g, %.3g%n";
    private static final int PERCENT = 100;

    private final Corpus corpus;
    private final CascadeTrial.Findings findings;
    private final RouteFigures large;

    CascadeReport(Corpus corpus, CascadeTrial.Findings findings) {
        this.corpus = corpus;
        this.findings = findings;
        this.large = findings.routes().get(CascadeTrialConfig.MODELS.size() - 1);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %d labels, %d texts to train on; calibrated on %d held-out questions, asked %d others.%nWhat the"
                        + " models answer is real; their latency is simulated, and their prices are made up.%n%n",
                corpus.name(),
                corpus.labels().size(),
                corpus.training().size(),
                findings.calibrated(),
                large.questions()));
        text.append(String.format(
                HEADER,
                "route",
                "aim",
                "quality",
                "± 95 %",
                "mean cost",
                "of large",
                "p50 ms",
                "p95 ms",
                "of large",
                "of large",
                "asked"));
        findings.routes().forEach(route -> text.append(row(route)));
        text.append("\n"
                + "Forecast of the operating point; replayed on the outcomes of the models alone; through the"
                + " gateway:\n");
        findings.routes().forEach(route -> text.append(forecast(route)));
        text.append(String.format(
                Locale.ROOT,
                "%nError–cost area on the second half: %.4f; random mix %.4f, oracle %.4f (less is better).%n",
                findings.evaluation().path("area").asDouble(),
                findings.evaluation().path("areaRandomMix").asDouble(),
                findings.evaluation().path("areaOracle").asDouble()));
        return text.toString();
    }

    private String row(RouteFigures route) {
        RouteFigures.Forecast forecast = route.forecast();
        return String.format(
                Locale.ROOT,
                ROW,
                route.route(),
                forecast == null ? "alone" : forecast.aim(),
                route.quality(),
                route.plusMinus(),
                route.cost(),
                route.cost() / large.cost(),
                route.p50Millis(),
                route.p95Millis(),
                route.p50Millis() / large.p50Millis(),
                route.p95Millis() / large.p95Millis(),
                asked(route));
    }

    private static String asked(RouteFigures route) {
        List<String> words = route.reached().entrySet().stream()
                .map(tier -> String.format(Locale.ROOT, "%s %.1f %%", tier.getKey(), PERCENT * tier.getValue()))
                .toList();
        String failed = route.failed() == 0 ? "" : " (" + route.failed() + " without an answer)";
        return String.join(", ", words) + failed;
    }

    private static String forecast(RouteFigures route) {
        RouteFigures.Forecast forecast = route.forecast();
        return forecast == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        FORECAST,
                        route.route(),
                        forecast.quality(),
                        forecast.replayedQuality(),
                        route.quality(),
                        forecast.cost(),
                        forecast.replayedCost(),
                        route.cost());
    }

    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("corpus", corpus.name());
        tree.put("labels", corpus.labels().size());
        tree.put("trainedOn", corpus.training().size());
        tree.put("calibratedOn", findings.calibrated());
        tree.put("questions", large.questions());
        tree.put("latency", "simulated");
        tree.put("routes", findings.routes().stream().map(this::tree).toList());
        tree.put("area", findings.evaluation().path("area").asDouble());
        tree.put("areaRandomMix", findings.evaluation().path("areaRandomMix").asDouble());
        tree.put("areaOracle", findings.evaluation().path("areaOracle").asDouble());
        return tree;
    }

    private Map<String, Object> tree(RouteFigures route) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("route", route.route());
        tree.put("quality", route.quality());
        tree.put("qualityPlusMinus", route.plusMinus());
        tree.put("cost", route.cost());
        tree.put("p50Millis", route.p50Millis());
        tree.put("p95Millis", route.p95Millis());
        tree.put("qualityOfLarge", route.quality() / large.quality());
        tree.put("costOfLarge", route.cost() / large.cost());
        tree.put("p50OfLarge", route.p50Millis() / large.p50Millis());
        tree.put("p95OfLarge", route.p95Millis() / large.p95Millis());
        tree.put("failed", route.failed());
        RouteFigures.Forecast forecast = route.forecast();
        if (forecast != null) {
            tree.put("reached", route.reached());
            tree.put("aim", forecast.aim());
            tree.put("forecast", ordered(forecast.quality(), forecast.cost()));
            tree.put("replayed", ordered(forecast.replayedQuality(), forecast.replayedCost()));
        }
        return tree;
    }

    private static Map<String, Object> ordered(double quality, double cost) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("quality", quality);
        tree.put("cost", cost);
        return tree;
    }
}
