package dev.spillway.gateway.flow;

import dev.spillway.core.Budget;
import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Journal;
import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Payload;
import dev.spillway.core.Piece;
import dev.spillway.core.Pieces;
import dev.spillway.core.Scope;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One branch of a flow under way: waits, runs, and is settled once. */
final class BranchRun implements Offers, Handler<AsyncResult<Outcome>> {
    private static final Map<String, @Nullable Object> NOTHING = Map.of();

    private final FlowRun run;
    private final BranchPlan plan;

    private Map<String, @Nullable Object> input = NOTHING;
    private @Nullable Entry entry;
    private @Nullable Call call;
    private Outcome.@Nullable Answer answer;
    private Outcome.@Nullable Answer interim;
    private @Nullable Outcome fallen;
    private boolean settled;

    BranchRun(FlowRun run, BranchPlan plan) {
        this.run = run;
        this.plan = plan;
    }

    BranchPlan plan() {
        return plan;
    }

    /** Notes what it will be asked. */
    void ask(Map<String, @Nullable Object> what) {
        input = what;
    }

    /** Starts its step. */
    void begin(long reserveNanos) {
        Call outer = run.call();
        Call mine = open(outer, new Budget(outer.budget().deadlineNanos() - reserveNanos));
        call = mine;
        run.flow().step(plan.index()).run(mine).onComplete(this);
    }

    private Call open(Call outer, Budget budget) {
        Entry mine = outer.journal().begin(Entry.Kind.BRANCH, plan.name(), budget);
        Journal under = outer.journal().under(mine);
        Call asked = outer.withInput(input);
        entry = mine;
        return new Call(
                asked.request(),
                outer.caller(),
                budget,
                outer.purse(),
                run.scope().fork(),
                this,
                under);
    }

    /** Settles it without a start: skipped, by its condition or because there is nothing to ask it. */
    void skip(String reason, String detail, @Nullable Outcome why) {
        settled = true;
        fallen = why;
        run.call().journal().skip(Entry.Kind.BRANCH, plan.name(), reason, detail);
    }

    /** Settles it without a start: there is no sense in one. */
    void fall(Outcome outcome) {
        settled = true;
        fallen = outcome;
        Call outer = run.call();
        Entry mine = outer.journal().begin(Entry.Kind.BRANCH, plan.name(), outer.budget());
        mine.end(outcome);
        run.flow().observer().ended(outer.with(outer.journal().under(mine)), mine);
    }

    @Override
    public void handle(AsyncResult<Outcome> result) {
        try {
            hear(result.succeeded() ? result.result() : defect(result.cause()));
        } catch (RuntimeException | Error bug) { // the future has no other reader
            run.broken(bug);
        }
    }

    private void hear(Outcome said) {
        if (run.isOver()) {
            ended(said); // its scope is cancelled, and what it says comes too late
        } else if (said instanceof Outcome.Answer full && full.payload() instanceof Payload.Stream(Pieces pieces)) {
            scope().onEnd(() -> ended(Outcome.Failed.cancelled("no longer wanted")));
            settle(full.with(new Payload.Stream(pieces.onLast(this::streamed))));
        } else {
            settle(said);
        }
    }

    private void settle(Outcome said) {
        settled = true;
        answer = said instanceof Outcome.Answer full ? full : null;
        Outcome used = answer == null ? said : run.judged(this, answer);
        if (used instanceof Outcome.Answer full) {
            if (full.payload() instanceof Payload.Whole) {
                end(full);
            }
            run.answered(this);
        } else {
            answer = null;
            fallen = used;
            end(used);
            run.missed(this, used);
        }
    }

    private void end(Outcome outcome) {
        ended(outcome);
        scope().end();
    }

    private Outcome defect(Throwable bug) {
        if (call != null && entry != null) {
            run.flow().observer().defect(call, entry, bug);
        }
        return Outcome.Failed.because(Failure.DEFECT, "a defect in the gateway");
    }

    private void streamed(Piece last) {
        Outcome.Answer full = answer;
        if (last instanceof Piece.Broken(var why, var detail)) {
            end(Outcome.Failed.because(why, detail));
        } else if (full != null) {
            end(full);
        }
        run.streamed();
    }

    private void ended(Outcome outcome) {
        if (entry == null || call == null || !entry.isRunning()) {
            return;
        }
        if (isLate(outcome)) {
            entry.end(Entry.Status.LATE, "late", "no answer when its time was up");
        } else {
            entry.end(outcome);
        }
        run.flow().observer().ended(call, entry);
    }

    /** Not finished when its reader, or the answer, had to go on without it. */
    private boolean isLate(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed
                && (failed.why() == Failure.TIMED_OUT || failed.why() == Failure.CANCELLED)
                && (plan.optional() || run.isOver())
                && call != null
                && call.budget().leftNanos(run.flow().time()) == 0;
    }

    /** The scope of its work; the flow's where it never began. */
    private Scope scope() {
        return call == null ? run.scope() : call.scope();
    }

    /** Stops it, if it runs. */
    void cancel() {
        if (call != null && !settled) {
            call.scope().cancel();
        }
    }

    /** Journals that it was never started, if it was not. */
    void close() {
        if (call == null && !settled) {
            skip("not-needed", "the flow ended before", null);
        }
    }

    boolean isSettled() {
        return settled;
    }

    Outcome.@Nullable Answer answer() {
        return answer;
    }

    /** The answer, or the best offer so far. */
    Outcome.@Nullable Answer soFar() {
        return answer != null || settled ? answer : interim;
    }

    /** Why it has no answer; null while it may have one, and where it was skipped. */
    @Nullable
    Outcome fallen() {
        return fallen;
    }

    /** The fields of an answer; none where there is none, or where it is a stream. */
    static Map<String, @Nullable Object> fields(Outcome.@Nullable Answer answer) {
        return answer != null && answer.payload() instanceof Payload.Whole(var fields) ? fields : NOTHING;
    }

    /** An offer of a branch that the flow can do without is not used: a partial answer is better than a degraded one. */
    @Override
    public void offer(Outcome.Answer better) {
        boolean useful = !plan.optional() || run.isDecidedBySet();
        if (useful && !settled && !run.isOver() && (interim == null || !interim.isBetterThan(better))) {
            interim = better;
            run.offered(this);
        }
    }

    @Override
    public void progress(Supplier<Partial> parts) {
        // the parts of a nested flow are none of the outer one's
    }
}
