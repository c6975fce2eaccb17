package dev.spillway.gateway.flow;

import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Meter;
import dev.spillway.expressions.Variables;
import org.jspecify.annotations.Nullable;

/** Whether a flow has what it was started for, and what its outcome is then. Confined to one run. */
final class Verdict {
    private final FlowPlan plan;
    private final BranchRun[] branches;
    private final Variables variables;
    private final Synthesis synthesis;
    private final Tally tally = new Tally();
    private long decisive; // where a set decides: those that have decided

    Verdict(FlowPlan plan, BranchRun[] branches, Variables variables) {
        this.plan = plan;
        this.branches = branches;
        this.variables = variables;
        this.synthesis = new Synthesis(plan, branches, variables);
    }

    /** Counts an answer where a set decides; true where it decides. */
    boolean hears(BranchRun branch) throws EvaluationFailure {
        int index = branch.plan().index();
        return switch (plan.ending()) {
            case EndingPlan.All _ -> false;
            case EndingPlan.First(var among) -> {
                decisive = Bits.of(index);
                yield Bits.has(among, index);
            }
            case EndingPlan.Quorum(var agreeing, var among, var on) -> {
                if (!Bits.has(among, index)) {
                    yield false;
                }
                decisive = tally.count(index, compared(branch, on));
                yield Long.bitCount(decisive) >= agreeing;
            }
        };
    }

    private @Nullable Object compared(BranchRun branch, @Nullable Expression on) throws EvaluationFailure {
        Object fields = BranchRun.fields(branch.answer());
        return on == null ? fields : on.value(new Answered(fields, variables));
    }

    /** The flow's variables, and the fields of one answer. */
    private record Answered(@Nullable Object fields, Variables flow) implements Variables {
        @Override
        public @Nullable Object find(String name) {
            return name.equals("answer") ? fields : flow.find(name);
        }

        @Override
        public @Nullable Meter meter() {
            return flow.meter();
        }
    }

    /** Whether nothing that may still come makes an answer. */
    boolean isOutOfReach(long settled) {
        return switch (plan.ending()) {
            case EndingPlan.All _ -> false;
            case EndingPlan.First(var among) -> (among & ~settled) == 0;
            case EndingPlan.Quorum(var agreeing, var among, var _) ->
                tally.most() + Long.bitCount(among & ~settled) < agreeing;
        };
    }

    /** Whether an interim answer can be made: every required branch has answered, was skipped, or made an offer. */
    boolean mayOffer(long settled, long answered, long offered) {
        return switch (plan.ending()) {
            case EndingPlan.All _ ->
                (plan.required() & ~(settled | offered)) == 0 && (answered | (offered & ~settled)) != 0;
            case EndingPlan.First(var among) -> (offered & among & ~settled) != 0;
            case EndingPlan.Quorum _ -> false; // what not enough agree on is no answer
        };
    }

    /** The answer that could be given now; null where its expressions have no value yet. */
    Outcome.@Nullable Answer interim(long missing, long offered) {
        try {
            return plan.ending() instanceof EndingPlan.First(var among)
                    ? synthesis.ofSet(Bits.of(best(offered & among)), missing)
                    : synthesis.ofAll(missing);
        } catch (EvaluationFailure notYet) {
            return null;
        }
    }

    /** Of those that made an offer the one whose offer no other one beats. */
    private int best(long offered) {
        int best = Bits.first(offered);
        for (long left = offered; left != 0; left = Bits.withoutFirst(left)) {
            Outcome.Answer one = branches[Bits.first(left)].soFar();
            Outcome.Answer other = branches[best].soFar();
            if (one != null && (other == null || one.isBetterThan(other))) {
                best = Bits.first(left);
            }
        }
        return best;
    }

    /** The flow's outcome when all that is needed is settled, or the set has decided. */
    Outcome reached(long answered, long missing, boolean attempted, Partial partial) {
        boolean all = plan.ending() instanceof EndingPlan.All;
        if (answered == 0 && (missing != 0 || plan.answer() == null)) {
            return none(attempted, partial);
        }
        try {
            return all ? synthesis.ofAll(missing) : synthesis.ofSet(decisive, missing);
        } catch (EvaluationFailure failure) {
            Failure why = failure.isOverLimit() ? Failure.REJECTED : Failure.BAD_REPLY;
            return new Outcome.Failed(why, "answer: " + failure.getMessage(), partial);
        }
    }

    /** The outcome where no branch, or not enough of them, has an answer: the first failure, else the first refusal. */
    Outcome none(boolean attempted, Partial partial) {
        BranchRun refused = null;
        for (BranchRun branch : branches) {
            Outcome why = branch.fallen();
            if (why instanceof Outcome.Refused) {
                refused = refused == null ? branch : refused;
            } else if (why != null) {
                return Fallen.because(branch.plan().name(), why, attempted, partial);
            }
        }
        if (tally.most() > 0) {
            return new Outcome.Failed(Failure.BAD_REPLY, "not enough branches agree", partial);
        }
        if (refused != null && refused.fallen() != null) {
            return Fallen.because(refused.plan().name(), refused.fallen(), attempted, partial);
        }
        return new Outcome.Failed(Failure.REJECTED, "no branch applies to this request", partial);
    }
}
