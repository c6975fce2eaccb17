package dev.spillway.gateway.flow;

import dev.spillway.core.Call;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Payload;
import dev.spillway.core.Refusal;
import dev.spillway.core.Scope;
import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Meter;
import dev.spillway.expressions.Template;
import dev.spillway.expressions.Variables;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of a flow.
 *
 * <p>Branches that become ready together are first asked what they would be asked, then started: a request that does not
 * fit is refused before anything is attempted. A step may answer while it is being started; the readiness of others is
 * then noted and acted on when the starts are done.
 */
final class FlowRun implements Variables {
    private final Flow flow;
    private final FlowPlan plan;
    private final Call call;
    private final Scope scope;
    private final BranchRun[] branches;
    private final Verdict verdict;
    private final Promise<Outcome> outcome = Promise.promise();

    private long ready;
    private long settled;
    private long answered;
    private long missing; // settled, asked for, and without an answer
    private long attempted;
    private long offered;
    private boolean starting;
    private boolean decided;
    private boolean decides; // the answer that was just judged does
    private boolean news; // since the last interim answer
    private boolean peeking; // reads offers, too

    private final Meter meter = Meter.ofRun();
    private @Nullable Meter ofOffers; // which take nothing from the answer

    FlowRun(Flow flow, Call call) {
        this.flow = flow;
        this.plan = flow.plan();
        this.call = call;
        this.scope = call.scope().fork();
        this.branches = new BranchRun[plan.size()];
        for (int i = 0; i < branches.length; i++) {
            branches[i] = new BranchRun(this, plan.branch(i));
        }
        this.verdict = new Verdict(plan, branches, this);
    }

    Future<Outcome> start() {
        scope.onCancel(this::abandon);
        long left = call.budget().leftNanos(flow.time());
        if (left < plan.leastAtStartNanos()) {
            conclude(Outcome.Refused.because(
                    Refusal.NO_BUDGET,
                    "the flow needs " + Duration.ofNanos(plan.leastAtStartNanos()) + ", and " + Duration.ofNanos(left)
                            + " is left"));
        }
        if (!isOver()) {
            call.offers().progress(this::partial);
            ready = plan.roots();
            goOn();
        }
        return outcome.future();
    }

    Flow flow() {
        return flow;
    }

    Call call() {
        return call;
    }

    Scope scope() {
        return scope;
    }

    boolean isOver() {
        return decided || scope.isOver();
    }

    boolean isDecidedBySet() {
        return plan.ending().among() != 0;
    }

    @Override
    public @Nullable Object find(String name) {
        if (name.equals("request")) {
            return call.request().input();
        }
        Integer index = plan.index(name);
        if (index == null) {
            return null;
        }
        BranchRun branch = branches[index];
        return BranchRun.fields(peeking ? branch.soFar() : branch.answer());
    }

    @Override
    public Meter meter() {
        if (!peeking) {
            return meter;
        }
        if (ofOffers == null) {
            ofOffers = Meter.ofRun();
        }
        return ofOffers;
    }

    private Partial partial() {
        Map<String, Map<String, @Nullable Object>> fields = new LinkedHashMap<>();
        for (BranchRun branch : branches) {
            Outcome.Answer answer = branch.answer();
            if (answer != null && answer.payload() instanceof Payload.Whole(var whole)) {
                fields.put(branch.plan().name(), whole);
            }
        }
        return new Partial(fields);
    }

    // ------------------------------------------------------------------ starting

    private void goOn() {
        if (starting) {
            return; // whoever starts goes on when the starts are done
        }
        starting = true;
        while (ready != 0 && !isOver()) {
            long batch = ready;
            ready = 0;
            long startable = 0;
            for (long left = batch; left != 0 && !isOver(); left = Bits.withoutFirst(left)) {
                int index = Bits.first(left);
                startable |= prepare(branches[index]) ? Bits.of(index) : 0;
            }
            for (long left = startable; left != 0 && !isOver(); left = Bits.withoutFirst(left)) {
                int index = Bits.first(left);
                attempted |= Bits.of(index);
                branches[index].begin(plan.reserveNanos(index));
            }
        }
        starting = false;
        if (!isOver()) {
            progressed();
        }
    }

    /** Finds out what a branch will be asked; false where it is settled without being asked. */
    private boolean prepare(BranchRun branch) {
        BranchPlan it = branch.plan();
        long lost = it.reads() & missing & plan.required();
        if (lost != 0) { // only where a set decides: else the flow would be over
            BranchRun source = branches[Bits.first(lost)];
            Outcome why = Objects.requireNonNull(source.fallen());
            branch.skip("input-missing", "'" + source.plan().name() + "' has no answer", why);
            missed(branch, why);
            return false;
        }
        try {
            if (it.when() != null && !it.when().holds(this)) {
                branch.skip("condition", it.when().expression().source(), null);
                news = true;
                settle(branch);
                return false;
            }
            branch.ask(asked(it.input()));
        } catch (EvaluationFailure failure) {
            return fall(branch, Fallen.unfit(failure, readsRequestOnly(it, failure)));
        }
        if (it.optional() && isTooLate(it)) {
            Duration least = Duration.ofNanos(it.leastNanos());
            return fall(branch, Outcome.Refused.because(Refusal.NO_BUDGET, "less than " + least + " is left"));
        }
        return true;
    }

    private Map<String, @Nullable Object> asked(@Nullable Template input) throws EvaluationFailure {
        return input == null ? call.request().input() : input.fields(this);
    }

    private static boolean readsRequestOnly(BranchPlan branch, EvaluationFailure failure) {
        for (BranchPlan.Placed placed : branch.expressions()) {
            if (placed.expression().source().equals(failure.source())) {
                return Set.of("request").containsAll(placed.expression().reads());
            }
        }
        return branch.reads() == 0;
    }

    /** Optional work is not begun without its least time, unless it was a late branch that used it up. */
    private boolean isTooLate(BranchPlan branch) {
        long left = call.budget().leftNanos(flow.time()) - plan.reserveNanos(branch.index());
        return left < branch.leastNanos() && (branch.reads() & missing) == 0;
    }

    private boolean fall(BranchRun branch, Outcome outcome) {
        branch.fall(outcome);
        missed(branch, outcome);
        return false;
    }

    // ------------------------------------------------------------------ settling

    /** What is made of a branch's answer: a failure where it can't be compared with the others. */
    Outcome judged(BranchRun branch, Outcome.Answer answer) {
        try {
            decides = verdict.hears(branch);
            return answer;
        } catch (EvaluationFailure failure) {
            return Fallen.unfit(failure, false);
        }
    }

    void answered(BranchRun branch) {
        answered |= Bits.of(branch.plan().index());
        news = true;
        if (decides) {
            decide();
        } else {
            settle(branch);
        }
    }

    void missed(BranchRun branch, Outcome why) {
        int index = branch.plan().index();
        missing |= Bits.of(index);
        if (why instanceof Outcome.Refused) {
            attempted &= ~Bits.of(index);
        }
        if (plan.ending() instanceof EndingPlan.All && !branch.plan().optional()) {
            conclude(Fallen.because(branch.plan().name(), why, attempted != 0, partial()));
        } else {
            settle(branch);
        }
    }

    void offered(BranchRun branch) {
        offered |= Bits.of(branch.plan().index());
        news = true;
        if (!starting) {
            interim();
        }
    }

    private void settle(BranchRun branch) {
        settled |= Bits.of(branch.plan().index());
        for (long left = plan.readers(branch.plan().index()); left != 0; left = Bits.withoutFirst(left)) {
            int reader = Bits.first(left);
            ready |= (plan.branch(reader).reads() & ~settled) == 0 ? Bits.of(reader) : 0;
        }
        goOn();
    }

    private void progressed() {
        switch (plan.ending()) {
            case EndingPlan.All _ -> {
                if ((plan.needed() & ~settled) == 0) {
                    decide();
                } else {
                    interim();
                }
            }
            case EndingPlan.First _, EndingPlan.Quorum _ -> {
                if (verdict.isOutOfReach(settled)) {
                    conclude(verdict.none(attempted != 0, partial()));
                } else {
                    interim();
                }
            }
        }
    }

    /** Offers what the answer would be now, if there is one. */
    private void interim() {
        if (news && verdict.mayOffer(settled, answered, offered)) {
            news = false;
            peeking = true;
            Outcome.Answer answer = verdict.interim(missing, offered & ~settled);
            peeking = false;
            if (answer != null) {
                call.offers().offer(answer);
            }
        }
    }

    // ------------------------------------------------------------------ ending

    private void decide() {
        conclude(verdict.reached(answered, missing, attempted != 0, partial()));
    }

    private void conclude(Outcome what) {
        decided = true;
        boolean streams = what instanceof Outcome.Answer answer && answer.payload() instanceof Payload.Stream;
        try {
            for (BranchRun branch : branches) {
                branch.close();
            }
            if (streams) {
                for (BranchRun branch : branches) {
                    branch.cancel();
                }
            } else {
                scope.end();
            }
        } catch (RuntimeException | Error bug) { // of a step's that was cancelled; nothing else ends here
            outcome.fail(bug);
            return;
        }
        outcome.complete(what);
    }

    /** The last piece of a streamed answer was read. */
    void streamed() {
        scope.end();
    }

    /** A bug of ours: the flow can't go on. */
    void broken(Throwable bug) {
        decided = true;
        outcome.tryFail(bug);
        scope.cancel();
    }

    private void abandon() {
        if (!decided) {
            decided = true;
            for (BranchRun branch : branches) {
                branch.close();
            }
            outcome.complete(Outcome.Failed.cancelled("no longer wanted"));
        }
    }
}
