package dev.spillway.cascade.calibration;

import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Made-up logs of outcomes, by seed: models of growing skill and price answer queries of varying difficulty, and say how
 * sure they are in one of the ways that real models do.
 */
final class SyntheticLog {
    /** How the models of a log are odd. */
    enum Kind {
        /** A confidence between 0 and 1 that says something. */
        PLAIN,
        /** Rounded, and exactly 1 on most queries. */
        SATURATED,
        /** The share of five samples that agree. */
        AGREEMENT,
        /** A mean log-probability that falls with the length of the answer. */
        LENGTH_BIASED,
        /** One model's confidence says nothing. */
        ONE_USELESS,
        /** One model is the surer the less it is right. */
        ONE_REVERSED,
        /** No model's confidence says anything. */
        ALL_USELESS,
        /** Models are good at different things. */
        SPECIALISTS,
        /** A dearer model is worse than a cheaper one. */
        MISORDERED,
        /** A fifth of the queries is too hard for all, and looks it. */
        BOTH_MISS,
        /** The smaller models are sure of themselves on a fifth of the queries that they get wrong. */
        OVERCONFIDENT,
        /** Answers have scores between 0 and 1. */
        SCORED,
        /** One answer in ten has no confidence, those of the largest model never. */
        PARTLY_UNKNOWN
    }

    private static final int TOPICS = 6;
    private static final double SHARE = 0.2;

    private final Kind kind;
    private final int models;
    private final Random random;
    private final double[] skill;
    private final double[] price;
    private final double[] insight; // how much of what it knows a model's confidence shows
    private final double[][] topicSkill;
    private final double steepness;
    private final int odd;

    private SyntheticLog(Kind kind, int models, long seed) {
        this.kind = kind;
        this.models = models;
        this.random = new Random(seed * 7919 + kind.name().hashCode());
        this.skill = new double[models];
        this.price = new double[models];
        this.insight = new double[models];
        this.topicSkill = new double[TOPICS][models];
        this.steepness = 1.3 + 1.9 * random.nextDouble();
        this.odd = random.nextInt(models);
        double base = -0.6 + random.nextDouble();
        double gap = 1.5 * (0.6 + 1.6 * random.nextDouble()) / Math.max(1, models - 1);
        double nextPrice = 1e-5;
        for (int model = 0; model < models; model++) {
            skill[model] = base + gap * model + 0.25 * random.nextGaussian();
            insight[model] = kind == Kind.ALL_USELESS ? 0 : 0.5 + 0.45 * random.nextDouble();
            price[model] = nextPrice;
            nextPrice *= 1.5 * Math.exp(random.nextDouble() * Math.log(10));
            for (double[] topic : topicSkill) {
                topic[model] = (kind == Kind.SPECIALISTS ? 1.8 : 0.3) * random.nextGaussian();
            }
        }
        if (kind == Kind.MISORDERED) {
            int worse = random.nextInt(models - 1);
            double kept = skill[worse];
            skill[worse] = skill[worse + 1] + 0.2;
            skill[worse + 1] = kept;
        }
    }

    /** A log of so many models and queries; the same for the same arguments. */
    static OutcomeLog of(Kind kind, int models, int queries, long seed) {
        return new SyntheticLog(kind, models, seed).draw(queries);
    }

    private OutcomeLog draw(int queries) {
        SequencedMap<String, OutcomeLog.Column> columns = new LinkedHashMap<>();
        for (int model = 0; model < models; model++) {
            columns.put("m" + model, OutcomeLog.Column.missing(queries));
        }
        for (int query = 0; query < queries; query++) {
            double difficulty = random.nextGaussian();
            int topic = random.nextInt(TOPICS);
            double length = Math.exp(0.5 * random.nextGaussian());
            boolean special = random.nextDouble() < SHARE;
            for (int model = 0; model < models; model++) {
                draw(columns.get("m" + model), query, model, difficulty, topicSkill[topic][model], length, special);
            }
        }
        return new OutcomeLog(
                kind == Kind.LENGTH_BIASED ? ConfidenceScale.LOGPROB : ConfidenceScale.PROBABILITY,
                IntStream.range(0, queries).mapToObj(query -> "q" + query).toList(),
                columns);
    }

    private void draw(
            OutcomeLog.Column column,
            int query,
            int model,
            double difficulty,
            double topicSkill,
            double length,
            boolean special) {
        double ease = steepness * (skill[model] - difficulty) + topicSkill + 0.8 * random.nextGaussian();
        double seen = ease;
        double right = Numbers.logistic(ease);
        if (special && kind == Kind.BOTH_MISS) {
            right *= 0.08;
            seen -= 3;
        } else if (special && kind == Kind.OVERCONFIDENT && model < models - 1) {
            right = 0.1;
            seen = 3 + random.nextGaussian();
        }
        double known = insight[model];
        double felt = known * seen + Math.sqrt(1 - known * known) * 1.8 * random.nextGaussian();
        double score = Math.clamp(0.15 + 0.7 * right + 0.12 * random.nextGaussian(), 0, 1);
        column.correct()[query] = kind == Kind.SCORED ? score : random.nextDouble() < right ? 1 : 0;
        column.confidence()[query] = confidence(felt, model, length);
        column.cost()[query] = price[model] * length * Math.exp(0.15 * random.nextGaussian());
        column.latencyMillis()[query] = 20 * (model + 1) * Math.exp(0.3 * random.nextGaussian());
    }

    private double confidence(double felt, int model, double length) {
        return switch (kind) {
            case SATURATED -> {
                double rounded = Math.round(Numbers.logistic(3 * felt + 4) * 1e4) / 1e4;
                yield rounded > 0.999 ? 1 : rounded;
            }
            case AGREEMENT ->
                IntStream.range(0, 5)
                                .filter(sample -> sample == 0 || random.nextDouble() < Numbers.logistic(felt))
                                .count()
                        / 5.0;
            case LENGTH_BIASED -> -0.3 * Math.exp(-0.5 * felt) * length;
            case ONE_USELESS -> Numbers.logistic(model == odd ? random.nextGaussian() : felt);
            case ONE_REVERSED -> Numbers.logistic(model == odd ? -felt : felt);
            case PARTLY_UNKNOWN ->
                model == models - 1 || random.nextDouble() < 0.1 ? Double.NaN : Numbers.logistic(felt);
            default -> Numbers.logistic(felt);
        };
    }
}
