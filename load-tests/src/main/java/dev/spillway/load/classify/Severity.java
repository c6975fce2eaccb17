package dev.spillway.load.classify;

import dev.spillway.load.corpus.Urgency;
import java.util.Arrays;
import java.util.List;

/**
 * How severe a delay is, given what a ticket is about and how many days its order is late: a multinomial logistic
 * regression on the intent (one feature each) and the days, learnt from the urgency that the corpus gives its tickets.
 * Thread-safe.
 */
public final class Severity {
    private static final Recipe RECIPE = new Recipe(60, 0.3);
    /** Beyond this a delay gets no worse. */
    private static final double DAYS_MAX = 30;
    /** Brings the days to the size of the other features. */
    private static final double DAYS_UNIT = 5;

    private static final List<String> LEVELS =
            Arrays.stream(Urgency.values()).map(Urgency::label).toList();

    private final List<String> intents;
    private final Linear linear;

    private Severity(List<String> intents, Linear linear) {
        this.intents = intents;
        this.linear = linear;
    }

    /** One ticket to learn from. */
    public record Case(String intent, double days, Urgency level) {}

    /** Every level has to occur among the cases. */
    public static Severity train(List<Case> cases) {
        List<String> intents =
                cases.stream().map(Case::intent).distinct().sorted().toList();
        List<Example> examples = cases.stream()
                .map(one -> example(intents, one.intent(), one.days()))
                .toList();
        List<String> outputs = cases.stream().map(one -> one.level().label()).toList();
        if (!outputs.containsAll(LEVELS)) {
            throw new IllegalArgumentException("no case for one of the levels " + LEVELS);
        }
        return new Severity(intents, new Trainer(LEVELS, intents.size() + 1).train(examples, outputs, RECIPE));
    }

    /** In the order of the probabilities, mildest first. */
    public List<String> levels() {
        return LEVELS;
    }

    /** An intent that was never seen leaves it to the days alone; negative days count as none. */
    public float[] probabilities(String intent, double days) {
        return linear.probabilities(example(intents, intent, days));
    }

    private static Example example(List<String> intents, String intent, double days) {
        float late = (float) (Math.clamp(days, 0, DAYS_MAX) / DAYS_UNIT);
        int at = intents.indexOf(intent);
        return at < 0
                ? Example.of(new int[] {intents.size()}, new float[] {late})
                : Example.of(new int[] {at, intents.size()}, new float[] {1, late});
    }
}
