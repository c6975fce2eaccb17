package dev.spillway.gateway.cli;

import dev.spillway.cascade.calibration.ErrorCostCurve;
import dev.spillway.cascade.calibration.Evaluation;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The error–cost curves as a picture (SVG): mean cost to the right, error upwards; lower and further left is better. */
final class CurvePlot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 460;
    private static final int LEFT = 70;
    private static final int RIGHT = 180;
    private static final int TOP = 24;
    private static final int BOTTOM = 56;
    private static final int TICKS = 5;

    private final double lowCost;
    private final double highCost;
    private final double highError;
    private final Formatter svg = new Formatter(Locale.ROOT);
    private int series;

    private CurvePlot(Evaluation evaluation) {
        this.lowCost = evaluation.range().low();
        this.highCost = evaluation.range().high();
        double worst = evaluation.models().stream()
                .mapToDouble(model -> 1 - model.quality())
                .max()
                .orElse(1);
        this.highError = Math.min(1, Math.max(0.05, 1.1 * worst));
    }

    static String svg(Evaluation evaluation) {
        CurvePlot plot = new CurvePlot(evaluation);
        plot.frame();
        plot.line("oracle", "#999999", "2 3", evaluation.oracle());
        plot.line("random mix", "#bb7733", "6 4", evaluation.randomMix());
        plot.line("cascade", "#1155cc", "", evaluation.curve());
        evaluation.models().forEach(plot::model);
        return plot.svg.format("</svg>%n").toString();
    }

    private double x(double cost) {
        return LEFT + (cost - lowCost) / (highCost - lowCost) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double quality) {
        return HEIGHT - BOTTOM - (1 - quality) / highError * (HEIGHT - TOP - BOTTOM);
    }

    private void frame() {
        svg.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n",
                WIDTH, HEIGHT);
        svg.format("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n", WIDTH, HEIGHT);
        svg.format(
                "<clipPath id=\"frame\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/></clipPath>%n",
                LEFT - 4, TOP - 4, WIDTH - LEFT - RIGHT + 8, HEIGHT - TOP - BOTTOM + 8);
        for (int tick = 0; tick <= TICKS; tick++) {
            double cost = lowCost + (highCost - lowCost) * tick / TICKS;
            double quality = 1 - highError * tick / TICKS;
            svg.format(
                    "<path d=\"M%.1f %d V%d\" stroke=\"#dddddd\"/><text x=\"%.1f\" y=\"%d\""
                            + " text-anchor=\"middle\">%.3g</text>%n",
                    x(cost), TOP, HEIGHT - BOTTOM, x(cost), HEIGHT - BOTTOM + 18, cost);
            svg.format(
                    "<path d=\"M%d %.1f H%d\" stroke=\"#dddddd\"/><text x=\"%d\" y=\"%.1f\""
                            + " text-anchor=\"end\">%.3f</text>%n",
                    LEFT, y(quality), WIDTH - RIGHT, LEFT - 8, y(quality) + 4, 1 - quality);
        }
        svg.format(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">mean cost of a query</text>%n",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14);
        svg.format(
                "<text transform=\"translate(18 %d) rotate(-90)\" text-anchor=\"middle\">error: 1 − accuracy</text>%n",
                (TOP + HEIGHT - BOTTOM) / 2);
    }

    private void line(String name, String colour, String dashes, ErrorCostCurve curve) {
        List<ErrorCostCurve.Point> points = curve.points();
        String corners = points.stream()
                .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", x(point.cost()), y(point.quality())))
                .distinct()
                .collect(Collectors.joining(" "));
        svg.format(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\""
                        + " clip-path=\"url(#frame)\"/>%n",
                corners, colour, dashes);
        int y = TOP + 14 + 20 * series++;
        svg.format(
                "<path d=\"M%d %d h26\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"/><text x=\"%d\""
                        + " y=\"%d\">%s</text>%n",
                WIDTH - RIGHT + 16, y - 4, colour, dashes, WIDTH - RIGHT + 50, y, name);
    }

    private void model(Evaluation.OfModel model) {
        svg.format(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#222222\"/><text x=\"%.1f\" y=\"%.1f\">%s</text>%n",
                x(model.cost()),
                y(model.quality()),
                x(model.cost()) + 7,
                y(model.quality()) - 6,
                escaped(model.model()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
