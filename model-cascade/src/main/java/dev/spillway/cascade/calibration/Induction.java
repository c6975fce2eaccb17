package dev.spillway.cascade.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the plan with the best quality minus price × cost by backward induction, for one price after another.
 *
 * <p>The worth of accepting a tier's answer is its calibrated confidence p. The worth of asking a later tier instead is
 * what the plan from there on really gained on the logged queries (right answers minus price × money spent), regressed on
 * p with a straight line: the confidence of a small model says something about the large one, too, and a query that both
 * miss should stay where it is. Two numbers a line are all that a few hundred rows can carry. Its slope is at most that of
 * acceptance, so that the gain of going on never rises with the confidence (W. Jitkrittum et al., "When does
 * confidence-based cascade deferral suffice?", 2023), and an answer is accepted from one threshold on. The upper envelope
 * of the lines is the tier's step table; a tier that no envelope leads to is skipped.
 *
 * <p>The target of the regression is what happened, not what was believed of later tiers: beliefs of a tier hold over all
 * queries, and those that reach it are the hard ones.
 */
final class Induction {
    /** A slope is shrunk as if this many more rows had shown none. */
    private static final double SHRINK_ROWS = 3;

    /** The gain over queries of unknown confidence is shrunk to that over all by this many rows. */
    private static final double PRIOR_ROWS = 5;

    private final Table table;
    private final double[][] calibrated; // NaN where the confidence is unknown
    private final List<Belief> beliefs;
    private final double[] mean;
    private final double[] squares; // of the deviations from the mean, shrinking included
    private final int[] known;

    /** The line {@code level + slope × (p - mean)} for what is known, and the worth where the confidence is unknown. */
    private record Worth(int action, double atZero, double slope, double unknown) {}

    Induction(Table table, List<Belief> beliefs) {
        this.table = table;
        this.beliefs = beliefs;
        this.calibrated = calibrated(table, beliefs);
        int tiers = table.tiers();
        this.mean = new double[tiers];
        this.squares = new double[tiers];
        this.known = new int[tiers];
        for (int tier = 0; tier < tiers; tier++) {
            double[] p = Arrays.stream(calibrated[tier])
                    .filter(value -> !Double.isNaN(value))
                    .toArray();
            double centre = Arrays.stream(p).average().orElse(0.5);
            double sum = Arrays.stream(p)
                    .map(value -> (value - centre) * (value - centre))
                    .sum();
            mean[tier] = centre;
            known[tier] = p.length;
            squares[tier] = sum * (1 + SHRINK_ROWS / Math.max(1, p.length));
        }
    }

    /** Each tier's calibrated confidence by row; NaN where unknown. */
    static double[][] calibrated(Table table, List<Belief> beliefs) {
        double[][] calibrated = new double[table.tiers()][];
        for (int tier = 0; tier < table.tiers(); tier++) {
            Calibrator calibrator = beliefs.get(tier).calibrator();
            calibrated[tier] = Arrays.stream(table.spread()[tier])
                    .map(spread -> Double.isNaN(spread) ? Double.NaN : calibrator.probability(spread))
                    .toArray();
        }
        return calibrated;
    }

    /**
     * The best plan at a price.
     *
     * @param price quality for each unit of money, 0 or more
     */
    Plan plan(double price) {
        int tiers = table.tiers();
        double[][] net = new double[tiers][]; // of asking the tier, by row: quality minus price × all that is spent
        List<TierRule> rules = new ArrayList<>(java.util.Collections.nCopies(tiers, TierRule.ACCEPT_ALL));
        int entry = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int tier = tiers - 1; tier >= 0; tier--) {
            TierRule rule = rule(tier, net);
            rules.set(tier, rule);
            net[tier] = net(tier, rule, net, price);
            double mean = Arrays.stream(net[tier]).sum() / table.rows();
            if (mean >= most) {
                most = mean;
                entry = tier;
            }
        }
        return new Plan(entry, rules);
    }

    private double[] net(int tier, TierRule rule, double[][] net, double price) {
        double[] own = new double[table.rows()];
        for (int row = 0; row < own.length; row++) {
            int next = rule.next(calibrated[tier][row]);
            own[row] = (next == TierRule.ACCEPT ? table.correct()[tier][row] : net[next][row])
                    - price * table.cost()[tier][row];
        }
        return own;
    }

    private TierRule rule(int tier, double[][] net) {
        List<Worth> choices = new ArrayList<>();
        choices.add(new Worth(TierRule.ACCEPT, 0, 1, beliefs.get(tier).unknown()));
        for (int later = tier + 1; later < net.length; later++) {
            choices.add(worth(tier, later, net[later]));
        }
        int unknown = TierRule.ACCEPT;
        double most = Double.NEGATIVE_INFINITY;
        for (Worth choice : choices) {
            if (choice.unknown > most) {
                most = choice.unknown;
                unknown = choice.action;
            }
        }
        TierRule rule = new TierRule(envelope(choices), unknown);
        if (beliefs.get(tier).calibrator() instanceof Calibrator.Constant constant) {
            int next = rule.next(constant.value());
            return new TierRule(
                    next == TierRule.ACCEPT ? List.of() : List.of(new TierRule.Escalation(1, next)), unknown);
        }
        return rule;
    }

    private Worth worth(int tier, int later, double[] net) {
        double all = 0;
        double sum = 0;
        double product = 0;
        for (int row = 0; row < net.length; row++) {
            double p = calibrated[tier][row];
            all += net[row];
            if (!Double.isNaN(p)) {
                sum += net[row];
                product += (p - mean[tier]) * net[row];
            }
        }
        double slope = squares[tier] > 0 ? Math.min(1, product / squares[tier]) : 0;
        double level = known[tier] > 0 ? sum / known[tier] : all / net.length;
        int unknownRows = net.length - known[tier];
        double unknown = (all - sum + PRIOR_ROWS * all / net.length) / (unknownRows + PRIOR_ROWS);
        return new Worth(later, level - slope * mean[tier], slope, unknown);
    }

    /** Walks along the upper envelope of the lines from confidence 0 to 1; acceptance, the steepest, comes last. */
    private static List<TierRule.Escalation> envelope(List<Worth> choices) {
        List<TierRule.Escalation> escalations = new ArrayList<>();
        double at = 0;
        Worth best = choices.getFirst();
        for (Worth choice : choices) {
            if (choice.atZero > best.atZero) {
                best = choice;
            }
        }
        while (best.action != TierRule.ACCEPT) {
            double until = 1;
            Worth next = choices.getFirst();
            for (Worth choice : choices) {
                double crossing = (best.atZero - choice.atZero) / (choice.slope - best.slope);
                if (choice.slope > best.slope && crossing < until) {
                    until = Math.max(crossing, at);
                    next = choice;
                }
            }
            if (until > at) {
                escalations.add(new TierRule.Escalation(until, best.action));
            }
            if (until >= 1) {
                break;
            }
            at = until;
            best = next;
        }
        return escalations;
    }
}
