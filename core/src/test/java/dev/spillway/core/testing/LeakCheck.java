package dev.spillway.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Purse;
import dev.spillway.core.Scope;
import dev.spillway.core.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves something behind: a timer, a permit, money that is set aside, an open scope, work that goes on, an
 * error that no one heard.
 *
 * <p>It brings the time, the calls and the steps of a test, and so knows of them:
 *
 * <pre>{@code
 * @RegisterExtension
 * final LeakCheck leaks = new LeakCheck();
 * final VirtualTime time = leaks.time();
 * }</pre>
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    private record Count(String what, IntSupplier left) {}

    private final VirtualTime time = new VirtualTime();
    private final List<Count> counts = new ArrayList<>();
    private final List<Scope> scopes = new ArrayList<>();
    private final List<ScriptedStep> steps = new ArrayList<>();
    private @Nullable LostErrors errors;

    public VirtualTime time() {
        return time;
    }

    /** Calls whose scopes must be over when the test ends: a {@link Client} ends them, or the test does. */
    public Calls calls() {
        return Calls.on(time).scopes(() -> watch(Scope.root()));
    }

    /** A call with so much time. */
    public Call call(Duration budget) {
        return calls().call(budget);
    }

    /** A step that must not work any more when the test ends. */
    public ScriptedStep step() {
        return watch(new ScriptedStep(time));
    }

    /** Runs the step on the call as a client. */
    public Client ask(Step step, Call call) {
        return Client.asks(step, call, time);
    }

    /** The scopes of all calls so far, oldest first. */
    public List<Scope> scopes() {
        return List.copyOf(scopes);
    }

    /** Expects that the scope is over when the test ends. */
    public Scope watch(Scope scope) {
        scopes.add(scope);
        return scope;
    }

    /** Expects that the step rests when the test ends, and that no one treated it against the rules. */
    public ScriptedStep watch(ScriptedStep step) {
        steps.add(step);
        return step;
    }

    /** Expects that no money is set aside when the test ends. */
    public Purse watch(Purse purse) {
        none("money set aside", () -> Math.toIntExact(purse.reserved().picos()));
        return purse;
    }

    /** Expects that the count, of permits out for instance, is zero when the test ends. */
    public void none(String what, IntSupplier left) {
        counts.add(new Count(what, left));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        listen();
    }

    void listen() {
        errors = new LostErrors();
    }

    void stopListening() {
        if (errors != null) {
            errors.close();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stopListening();
        if (context.getExecutionException().isPresent()) {
            return; // a test that failed midway leaves things behind, which would only hide why
        }
        check();
    }

    /** Fails where something is left behind. */
    public void check() {
        List<String> left = new ArrayList<>();
        if (errors != null) {
            errors.lost().forEach(error -> left.add("an error that no one heard: " + error));
        }
        steps.forEach(step -> left.addAll(step.violations()));
        note(
                left,
                "steps at work",
                steps.stream().mapToInt(ScriptedStep::running).sum());
        note(left, "open scopes", (int)
                scopes.stream().filter(scope -> !scope.isOver()).count());
        note(left, "timers", time.pending());
        counts.forEach(count -> note(left, count.what, count.left.getAsInt()));
        assertThat(left).as("left behind").isEmpty();
    }

    private static void note(List<String> left, String what, int count) {
        if (count != 0) {
            left.add(count + " " + what);
        }
    }
}
