package dev.spillway.cascade.calibration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Quality against cost: what a family of ways to answer comes to, piecewise linear between its points.
 *
 * <p>The points are all those that were replayed, in order of their cost; none is left out because another beats it on the
 * log that the curve is drawn from, since choosing among them with that log's answers in hand would flatter the curve.
 * Points of equal cost are one, with their mean quality. Beyond its ends the curve goes on along its first and its last
 * segment, never below 0 nor above 1; a curve of one point is level.
 *
 * @param points in strictly ascending order of cost, at least one
 */
public record ErrorCostCurve(List<Point> points) {
    /**
     * What one way to answer comes to.
     *
     * @param cost the mean cost of a query, 0 or more
     * @param quality the mean correctness, in [0, 1]
     */
    public record Point(double cost, double quality) {}

    /** An interval of mean cost, {@code low} below {@code high}. */
    public record CostRange(double low, double high) {
        public CostRange {
            if (!(low >= 0 && high > low && high < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "a cost range goes from 0 or more to something higher, not from " + low + " to " + high);
            }
        }
    }

    public ErrorCostCurve {
        points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a curve has at least one point");
        }
    }

    /** The curve through any points. */
    public static ErrorCostCurve through(List<Point> points) {
        List<Point> sorted =
                points.stream().sorted(Comparator.comparingDouble(Point::cost)).toList();
        List<Point> distinct = new ArrayList<>();
        for (int start = 0; start < sorted.size(); ) {
            double cost = sorted.get(start).cost;
            double sum = 0;
            int end = start;
            while (end < sorted.size() && sorted.get(end).cost == cost) {
                sum += sorted.get(end).quality;
                end++;
            }
            distinct.add(new Point(cost, sum / (end - start)));
            start = end;
        }
        return new ErrorCostCurve(distinct);
    }

    /** The least concave curve above any points: what mixing them at random can reach. It never falls. */
    public static ErrorCostCurve hull(List<Point> points) {
        List<Point> sorted = points.stream()
                .sorted(Comparator.comparingDouble(Point::cost)
                        .thenComparing(Point::quality, Comparator.reverseOrder()))
                .toList();
        List<Point> hull = new ArrayList<>();
        for (Point point : sorted) {
            if (!hull.isEmpty() && point.quality <= hull.getLast().quality) {
                continue;
            }
            while (hull.size() > 1 && turnsUp(hull.get(hull.size() - 2), hull.getLast(), point)) {
                hull.removeLast();
            }
            hull.add(point);
        }
        return new ErrorCostCurve(hull);
    }

    /** The same curve, level beyond its ends as far as the range goes. */
    public ErrorCostCurve levelOver(CostRange range) {
        List<Point> level = new ArrayList<>(points);
        if (range.low < points.getFirst().cost) {
            level.addFirst(new Point(range.low, points.getFirst().quality));
        }
        if (range.high > points.getLast().cost) {
            level.add(new Point(range.high, points.getLast().quality));
        }
        return new ErrorCostCurve(level);
    }

    private static boolean turnsUp(Point first, Point middle, Point last) {
        return (middle.quality - first.quality) * (last.cost - first.cost)
                <= (last.quality - first.quality) * (middle.cost - first.cost);
    }

    /** The quality at a mean cost. */
    public double quality(double cost) {
        if (points.size() == 1) {
            return points.getFirst().quality;
        }
        int low = 1;
        int high = points.size() - 1;
        while (low < high) { // the first point, but for the very first, that is at this cost or above it
            int middle = (low + high) >>> 1;
            if (points.get(middle).cost < cost) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Math.clamp(along(points.get(low - 1), points.get(low), cost), 0, 1);
    }

    private static double along(Point from, Point to, double cost) {
        return from.quality + (to.quality - from.quality) * (cost - from.cost) / (to.cost - from.cost);
    }

    /** The error–cost area: one minus the mean quality over an interval of cost. */
    public double area(CostRange range) {
        return 1 - meanQuality(range);
    }

    /** The mean quality over an interval of cost. */
    public double meanQuality(CostRange range) {
        List<Double> corners = new ArrayList<>();
        corners.add(range.low);
        corners.addAll(bends().stream()
                .filter(cost -> cost > range.low && cost < range.high)
                .sorted()
                .toList());
        corners.add(range.high);
        double sum = 0;
        for (int at = 1; at < corners.size(); at++) {
            double from = corners.get(at - 1);
            double to = corners.get(at);
            sum += (quality(from) + quality(to)) / 2 * (to - from);
        }
        return sum / (range.high - range.low);
    }

    /** The least cost from which the curve is at least this good; NaN where it is nowhere between its ends. */
    public double costOf(double quality) {
        if (points.getFirst().quality >= quality) {
            return points.getFirst().cost;
        }
        for (int at = 1; at < points.size(); at++) {
            Point from = points.get(at - 1);
            Point to = points.get(at);
            if (to.quality >= quality) {
                return from.cost + (to.cost - from.cost) * (quality - from.quality) / (to.quality - from.quality);
            }
        }
        return Double.NaN;
    }

    /** Where the curve bends: at its points, and where its continuation reaches 0 or 1. */
    private List<Double> bends() {
        List<Double> bends = new ArrayList<>(points.stream().map(Point::cost).toList());
        if (points.size() > 1) {
            addLimits(bends, points.get(0), points.get(1));
            addLimits(bends, points.get(points.size() - 2), points.getLast());
        }
        return bends;
    }

    private static void addLimits(List<Double> bends, Point from, Point to) {
        double slope = (to.quality - from.quality) / (to.cost - from.cost);
        if (slope != 0) {
            bends.add(from.cost - from.quality / slope);
            bends.add(from.cost + (1 - from.quality) / slope);
        }
    }
}
