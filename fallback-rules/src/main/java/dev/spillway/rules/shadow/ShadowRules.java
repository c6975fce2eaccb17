package dev.spillway.rules.shadow;

import dev.spillway.core.FollowUp;
import dev.spillway.rules.Decision;
import dev.spillway.rules.RuleSet;
import dev.spillway.rules.Rules;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A candidate version of a rule set beside the live one: asked whatever the live one is asked, never answering. Differences
 * are counted, and the latest of them kept, until someone promotes the candidate or does not. Thread-safe.
 */
public final class ShadowRules implements Consumer<Rules.Heard> {
    private final RuleSet candidate;
    private final Ring<Difference> samples;
    private final LongAdder same = new LongAdder();
    private final LongAdder otherRule = new LongAdder();
    private final LongAdder otherAnswer = new LongAdder();
    private final LongAdder unevaluated = new LongAdder();

    /**
     * What the comparison has shown so far.
     *
     * @param same the same answer by the same rule
     * @param otherRule the same answer by another rule
     * @param otherAnswer another answer, another follow-up, or an answer where the other has none
     * @param unevaluated decisions of the candidate that passed over a rule since it could not be evaluated
     * @param samples the latest differences, the latest first
     */
    public record Report(long same, long otherRule, long otherAnswer, long unevaluated, List<Difference> samples) {
        public Report {
            samples = List.copyOf(samples);
        }

        /** How many decisions were compared. */
        public long compared() {
            return same + otherRule + otherAnswer;
        }
    }

    /**
     * A shadow.
     *
     * @param samplesMost how many differences are kept
     */
    public ShadowRules(RuleSet candidate, int samplesMost) {
        this.candidate = candidate;
        this.samples = new Ring<>(samplesMost);
    }

    public RuleSet candidate() {
        return candidate;
    }

    /** Asks the candidate what the live set was asked, and compares. */
    @Override
    public void accept(Rules.Heard heard) {
        Decision live = heard.decision();
        Decision shadow = candidate.decide(heard.situation());
        if (!shadow.passed().isEmpty()) {
            unevaluated.increment();
        }
        List<String> fields = Answers.differing(Answers.of(live), Answers.of(shadow));
        boolean sameRule = live.rule().equals(shadow.rule());
        if (fields.isEmpty() && sameKind(live, shadow)) {
            (sameRule ? same : otherRule).increment();
            if (sameRule) {
                return;
            }
        } else {
            otherAnswer.increment();
        }
        samples.put(new Difference(heard.call().request().id(), live.rule(), shadow.rule(), fields));
    }

    private static boolean sameKind(Decision live, Decision shadow) {
        return switch (live) {
            case Decision.None _ -> shadow instanceof Decision.None;
            case Decision.Made made ->
                shadow instanceof Decision.Made other
                        && wanted(made.followUp()) == wanted(other.followUp())
                        && made.confidence().equals(other.confidence());
        };
    }

    private static FollowUp.@Nullable Kind wanted(FollowUp followUp) {
        return switch (followUp) {
            case FollowUp.None _ -> null;
            case FollowUp.Wanted(var kind, var _) -> kind;
            case FollowUp.Promised promised -> promised.kind();
        };
    }

    public Report report() {
        return new Report(same.sum(), otherRule.sum(), otherAnswer.sum(), unevaluated.sum(), samples.latest());
    }
}
