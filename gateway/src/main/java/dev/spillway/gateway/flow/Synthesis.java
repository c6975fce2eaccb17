package dev.spillway.gateway.flow;

import dev.spillway.core.Confidence;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Variables;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes one answer from those of the branches: its fields, confidence, quality, source and follow-up.
 *
 * <p>A whole is no better than its parts. A part is what the answer reads, and what that read in turn; where a set of
 * branches decided, those that did and what they read.
 */
final class Synthesis {
    private final FlowPlan plan;
    private final BranchRun[] branches;
    private final Variables variables;

    Synthesis(FlowPlan plan, BranchRun[] branches, Variables variables) {
        this.plan = plan;
        this.branches = branches;
        this.variables = variables;
    }

    /** The answer of a flow that waits for everything. */
    Outcome.Answer ofAll(long missing) throws EvaluationFailure {
        return branches.length == 1
                ? of(plan.contributing(), Bits.of(0), branches[0].soFar(), missing)
                : of(plan.contributing(), plan.answerReads() & plan.required(), null, missing);
    }

    /** The answer that these branches of a set decided on. */
    Outcome.Answer ofSet(long decisive, long missing) throws EvaluationFailure {
        Outcome.Answer chosen = plan.answer() == null ? branches[Bits.first(decisive)].soFar() : null;
        return of(plan.withAncestors(decisive), decisive, chosen, missing);
    }

    /**
     * An answer.
     *
     * @param parts the branches that have a part in it
     * @param sure the branches on whose confidence its own rests
     * @param chosen the answer of a branch that it is, as far as nothing else is written
     */
    private Outcome.Answer of(long parts, long sure, Outcome.@Nullable Answer chosen, long missing)
            throws EvaluationFailure {
        return new Outcome.Answer(
                chosen != null && plan.answer() == null ? chosen.payload() : whole(),
                confidence(sure),
                quality(parts, missing),
                chosen != null && Long.bitCount(sure) == 1 ? chosen.source() : source(parts),
                followUp(parts));
    }

    private Payload whole() throws EvaluationFailure {
        if (plan.answer() != null) {
            return new Payload.Whole(plan.answer().fields(variables));
        }
        Map<String, @Nullable Object> fields = LinkedHashMap.newLinkedHashMap(branches.length);
        for (BranchRun branch : branches) {
            Outcome.Answer answer = branch.soFar();
            if (answer != null) {
                fields.put(branch.plan().name(), BranchRun.fields(answer));
            }
        }
        return new Payload.Whole(fields);
    }

    private Confidence confidence(long sure) {
        if (plan.confidence() != null) {
            return written(plan.confidence());
        }
        Confidence least = null;
        for (long left = sure; left != 0; left = Bits.withoutFirst(left)) {
            Outcome.Answer answer = branches[Bits.first(left)].soFar();
            if (answer != null) { // else it was skipped
                Confidence one = answer.confidence();
                if (one instanceof Confidence.Unknown) {
                    return one;
                }
                least = least == null || least.isAbove(one) ? one : least;
            }
        }
        return least == null ? Confidence.unknown() : least;
    }

    /** A number in [0, 1]; whatever else the expression gives says nothing. */
    private Confidence written(Expression expression) {
        try {
            return expression.value(variables) instanceof Number number
                            && number.doubleValue() >= 0
                            && number.doubleValue() <= 1
                    ? Confidence.of(number.doubleValue())
                    : Confidence.unknown();
        } catch (EvaluationFailure noValue) {
            return Confidence.unknown();
        }
    }

    private Quality quality(long parts, long missing) {
        Quality quality = Quality.FULL;
        for (long left = parts; left != 0; left = Bits.withoutFirst(left)) {
            BranchRun branch = branches[Bits.first(left)];
            Outcome.Answer answer = branch.soFar();
            if (answer != null) {
                quality = quality.and(answer.quality());
            } else if (Bits.has(missing, branch.plan().index()) || !branch.isSettled()) {
                quality = quality.and(Quality.PARTIAL);
            }
        }
        return quality;
    }

    private Source source(long parts) {
        SequencedMap<String, Source> sources = LinkedHashMap.newLinkedHashMap(branches.length);
        for (long left = parts; left != 0; left = Bits.withoutFirst(left)) {
            BranchRun branch = branches[Bits.first(left)];
            Outcome.Answer answer = branch.soFar();
            if (answer != null) {
                sources.put(branch.plan().name(), answer.source());
            }
        }
        return new Source.Flow(sources);
    }

    /** A person is wanted where a part wants one; else a better answer where a part wants that; the first part says why. */
    private FollowUp followUp(long parts) {
        FollowUp most = FollowUp.none();
        for (long left = parts; left != 0; left = Bits.withoutFirst(left)) {
            Outcome.Answer answer = branches[Bits.first(left)].soFar();
            if (answer != null && weight(answer.followUp()) > weight(most)) {
                most = answer.followUp();
            }
        }
        return most;
    }

    private static int weight(FollowUp followUp) {
        return switch (followUp) {
            case FollowUp.None _ -> 0;
            case FollowUp.Wanted(var kind, var _) -> kind == FollowUp.Kind.PERSON ? 2 : 1;
            case FollowUp.Promised _ -> 3; // kept: someone waits for it
        };
    }
}
