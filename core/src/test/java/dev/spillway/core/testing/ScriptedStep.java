package dev.spillway.core.testing;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.testing.Script.Ending;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A step that follows scripts: the first start the first one, and so on; the last script serves all further starts. All
 * times count from the start.
 *
 * <pre>{@code
 * new ScriptedStep(time).failsAfter(ms(5), BACKEND_ERROR)                               // the first start
 *         .offersAfter(ms(5), answer(0.6)).answersAfter(ms(20), answer(0.9));           // and all later ones
 * }</pre>
 *
 * <p>It obeys: when its scope is cancelled it stops, and ends as cancelled. It watches those around it, too: a start in a
 * scope that is over, a scope that ends in order under running work, or a stream that is read against its rules are
 * {@link #violations} and fail the test.
 */
public final class ScriptedStep implements Step {
    private final VirtualTime time;
    private final List<Script> scripts = new ArrayList<>();
    private final List<Script.Offered> offers = new ArrayList<>(); // of the script under construction
    private final List<ScriptedRun> runs = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private Function<Call, Script> next = _ -> scripts.get(Math.min(runs.size(), scripts.size() - 1));
    private Money price = Money.ZERO;
    private boolean deaf;

    /** A step without a script: add one before it is started. */
    public ScriptedStep(VirtualTime time) {
        this.time = time;
    }

    /** A step whose scripts depend on what it is asked. */
    public ScriptedStep(VirtualTime time, Function<Call, Script> scripts) {
        this.time = time;
        this.next = scripts;
    }

    public ScriptedStep answersAfter(Duration delay, Outcome.Answer answer) {
        return ends(new Ending.Completes(delay, answer));
    }

    /** Answers before {@code run} returns. */
    public ScriptedStep answers(Outcome.Answer answer) {
        return answersAfter(Duration.ZERO, answer);
    }

    public ScriptedStep failsAfter(Duration delay, Failure why) {
        return ends(new Ending.Completes(delay, Outcome.Failed.because(why, "as scripted")));
    }

    /** Refuses at once. */
    public ScriptedStep refuses(Refusal why) {
        return ends(new Ending.Completes(Duration.ZERO, Outcome.Refused.because(why, "as scripted")));
    }

    public ScriptedStep endsAfter(Duration delay, Outcome outcome) {
        return ends(new Ending.Completes(delay, outcome));
    }

    /** Does not end unless it is cancelled. */
    public ScriptedStep never() {
        return ends(new Ending.Never());
    }

    /** Offers an interim answer; how it goes on is said next. */
    public ScriptedStep offersAfter(Duration delay, Outcome.Answer interim) {
        offers.add(new Script.Offered(delay, interim));
        return this;
    }

    /** Streams these tokens and, {@code gap} after the last one, the end with all of the text. */
    public ScriptedStep streams(Duration first, Duration gap, String... tokens) {
        return ends(Script.streams(first, gap, tokens).ending());
    }

    /** Streams these tokens and breaks off, {@code gap} after the last one. */
    public ScriptedStep breaksOff(Duration first, Duration gap, Failure why, String... tokens) {
        return ends(Script.breaksOff(first, gap, why, tokens).ending());
    }

    /** Has a bug: throws. */
    public ScriptedStep throwing(RuntimeException bug) {
        return ends(new Ending.Throws(bug));
    }

    /** Has a bug: fails its future. */
    public ScriptedStep failsItsFutureAfter(Duration delay, Throwable bug) {
        return ends(new Ending.FailsFuture(delay, bug));
    }

    /** Has a bug: returns null. */
    public ScriptedStep returnsNull() {
        return ends(new Ending.ReturnsNull());
    }

    /** Reserves this from the purse at each start, and settles it in full when the scope ends. */
    public ScriptedStep costs(Money each) {
        price = each;
        return this;
    }

    /** Does not hear when it is cancelled, and goes on: as a backend that can't be stopped. */
    public ScriptedStep deaf() {
        deaf = true;
        return this;
    }

    private ScriptedStep ends(Ending ending) {
        scripts.add(new Script(List.copyOf(offers), ending));
        offers.clear();
        return this;
    }

    @Override
    public Future<Outcome> run(Call call) {
        ScriptedRun run = new ScriptedRun(call, next.apply(call), time, price, deaf, violations::add);
        runs.add(run);
        return run.start();
    }

    /** How often it was started. */
    public int started() {
        return runs.size();
    }

    /** How many starts were cancelled while they worked. */
    public int cancelled() {
        return (int) runs.stream().filter(ScriptedRun::isCancelled).count();
    }

    /** How many starts still work: have no outcome, or a stream whose last piece was not read. */
    public int running() {
        return (int) runs.stream().filter(ScriptedRun::isRunning).count();
    }

    /** The calls that it was started with, in order. */
    public List<Call> calls() {
        return runs.stream().map(ScriptedRun::call).toList();
    }

    /** What was done to it that no one may do. */
    public List<String> violations() {
        return List.copyOf(violations);
    }
}
