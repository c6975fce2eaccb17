package dev.spillway.rules.shadow;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Payload;
import dev.spillway.rules.Decision;
import dev.spillway.rules.RuleSet;
import dev.spillway.rules.Situation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The live rules, asked about calls that did not need them, as though every model had timed out: a fallback that never runs
 * does not work on the day. Nothing of it reaches a caller. Thread-safe; for threads that may take their time.
 */
public final class Drill {
    private final RuleSet set;
    private final Ring<Difference> samples;
    private final LongAdder agreed = new LongAdder();
    private final LongAdder differed = new LongAdder();
    private final LongAdder none = new LongAdder();
    private final LongAdder unevaluated = new LongAdder();
    private final LongAdder defects = new LongAdder();
    private final LongAdder leftOut = new LongAdder();

    /**
     * What the drill has shown so far.
     *
     * @param agreed every field that both answers have is the same
     * @param differed another value in a field that both have, or no field that both have
     * @param none calls that no rule would have answered
     * @param unevaluated decisions that passed over a rule since it could not be evaluated
     * @param defects decisions that threw
     * @param leftOut calls that were to be drilled, and for which there was no room
     * @param samples the latest differences, the latest first
     */
    public record Report(
            long agreed,
            long differed,
            long none,
            long unevaluated,
            long defects,
            long leftOut,
            List<Difference> samples) {
        public Report {
            samples = List.copyOf(samples);
        }

        /** How many calls were drilled. */
        public long drilled() {
            return agreed + differed + none + defects;
        }
    }

    /**
     * A drill.
     *
     * @param samplesMost how many differences are kept
     */
    public Drill(RuleSet set, int samplesMost) {
        this.set = set;
        this.samples = new Ring<>(samplesMost);
    }

    /** What a call was, as far as a drill needs it; made on the call's event loop, read on another thread. */
    public record Exercise(String request, Map<String, @Nullable Object> input, Map<String, @Nullable Object> answer) {}

    /** What to drill of a call that was answered; its values are never changed, so they may be handed over. */
    static Exercise exercise(Call call, Outcome.Answer answer) {
        return new Exercise(
                call.request().id(),
                call.request().input(),
                answer.payload() instanceof Payload.Whole(var fields) ? fields : Map.of());
    }

    /** Asks the rules. Never throws: a throw is what the drill is there to find, and counted. */
    void run(Exercise exercise) {
        try {
            Outcome.Failed pretended =
                    new Outcome.Failed(Failure.TIMED_OUT, "a drill: no model was asked", Partial.NONE);
            Decision decision = set.decide(Situation.of(exercise.input(), pretended));
            if (!decision.passed().isEmpty()) {
                unevaluated.increment();
            }
            compare(exercise, decision);
        } catch (RuntimeException defect) {
            defects.increment();
            samples.put(new Difference(
                    exercise.request(), "answered", "threw " + defect.getClass().getName(), List.of()));
        }
    }

    /** Counts a call for which there was no room. */
    void leftOut() {
        leftOut.increment();
    }

    private void compare(Exercise exercise, Decision decision) {
        if (decision instanceof Decision.None) {
            none.increment();
            samples.put(new Difference(exercise.request(), "answered", Decision.NONE, List.of()));
            return;
        }
        Map<String, @Nullable Object> ruled = Answers.of(decision);
        List<String> common =
                exercise.answer().keySet().stream().filter(ruled::containsKey).toList();
        List<String> differing = Answers.differing(exercise.answer(), ruled).stream()
                .filter(common::contains)
                .toList();
        if (differing.isEmpty() && !common.isEmpty()) {
            agreed.increment();
        } else {
            differed.increment();
            samples.put(new Difference(exercise.request(), "answered", decision.rule(), differing));
        }
    }

    public Report report() {
        return new Report(
                agreed.sum(),
                differed.sum(),
                none.sum(),
                unevaluated.sum(),
                defects.sum(),
                leftOut.sum(),
                samples.latest());
    }
}
