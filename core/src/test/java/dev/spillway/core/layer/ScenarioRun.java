package dev.spillway.core.layer;

import static dev.spillway.core.testing.VirtualTime.ms;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Layer;
import dev.spillway.core.Money;
import dev.spillway.core.Purse;
import dev.spillway.core.Step;
import dev.spillway.core.layer.Oracle.Start;
import dev.spillway.core.layer.Scenario.Asking;
import dev.spillway.core.layer.Scenario.Part;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.ScriptedStep;
import dev.spillway.core.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** Plays a scenario with the real layers on virtual time, and notes what a test may want to know. */
final class ScenarioRun implements Observer {
    /** One who asked. */
    record Asked(Asking asking, Call call, Client client) {}

    private static final String PATH = "path";

    private final Scenario scenario;
    private final VirtualTime time = new VirtualTime();
    private final Map<String, ScriptedStep> steps = new HashMap<>();
    private final SequencedMap<String, Asked> asked = new LinkedHashMap<>();
    private final List<Start> starts = new ArrayList<>();
    private final List<IntSupplier> permits = new ArrayList<>();
    private final List<Entry> ended = new ArrayList<>();
    private final List<String> leftAtTheEnd = new ArrayList<>();

    ScenarioRun(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Lets everything happen: calls arrive, callers leave, what still runs comes to its end. */
    ScenarioRun play() {
        Step route = route();
        TreeMap<Long, Runnable> events = new TreeMap<>();
        for (Asking asking : scenario.callers()) {
            events.put(asking.start(), () -> ask(route, asking));
            events.put(
                    asking.start() + asking.leaves(), () -> asked(asking).client.leaves());
        }
        events.forEach((at, event) -> {
            time.advance(Duration.ofNanos(at).minus(time.elapsed()));
            event.run();
        });
        time.advance(ms(10_000)); // for those who do not hear that they were cancelled
        return this;
    }

    private void ask(Step route, Asking asking) {
        Call call = Calls.on(time)
                .input(Map.of(PATH, asking.path()))
                .purse(Purse.of(new Money(1000)))
                .call(Duration.ofNanos(asking.budget()));
        Client client = Client.asks(route, call, time);
        asked.put(asking.path(), new Asked(asking, call, client));
        call.scope().onEnd(this::lookWhatIsLeft);
    }

    /** Runs before anything else that the end of a root scope does: the layers have let go by themselves. */
    private void lookWhatIsLeft() {
        if (time.pending() > 0) {
            leftAtTheEnd.add(time.pending() + " timers");
        }
        steps.forEach((name, step) -> {
            if (step.running() > 0) {
                leftAtTheEnd.add(name + " at work");
            }
        });
    }

    private Step route() {
        List<Layer> layers = new ArrayList<>();
        for (Part part : scenario.parts()) {
            layers.add(layer(part));
            if (part instanceof Part.Hedges) {
                layers.add(numberingAttempts());
            }
        }
        ScriptedStep innermost = step(Scenario.INNERMOST);
        if (scenario.deaf()) {
            innermost.deaf();
        }
        return Layer.stack(layers, noting(Scenario.INNERMOST, innermost, ""));
    }

    private Layer layer(Part part) {
        return switch (part) {
            case Part.Bounds(long most) -> new Within(Duration.ofNanos(most), time);
            case Part.Keeps(long kept) -> new Reserve(Duration.ofNanos(kept));
            case Part.Needs(long least) -> new Enough(Duration.ofNanos(least), time);
            case Part.Falls(String name) -> {
                ScriptedStep fallback = step(name);
                yield new OrElse(fallen -> noting(name, fallback, Oracle.word(fallen)));
            }
            case Part.Hedges(long after, boolean allowed) ->
                new Hedge(Duration.ofNanos(after), new Allowance(allowed ? 1 : 0, 100), time);
            case Part.Sheds(boolean full) -> full ? shed(1, 1) : shed(100, 0);
            case Part.Observes(String name) -> new Observe(Entry.Kind.BACKEND, name, this);
            case Part.Scopes _ -> new Scoped();
        };
    }

    private Shed shed(int limit, int others) {
        Shed shed = new Shed(limit, false);
        for (int i = 0; i < others; i++) {
            shed.permits().of("others").take(limit, false);
        }
        permits.add(() -> shed.permits().inUse() - others);
        return shed;
    }

    private ScriptedStep step(String name) {
        ScriptedStep step = new ScriptedStep(time, call -> scenario.script(name, path(call))).costs(new Money(1));
        steps.put(name, step);
        return step;
    }

    private Step noting(String name, Step step, String fallen) {
        return call -> {
            long origin = time.nanos() - time.elapsed().toNanos();
            long deadline = call.budget().deadlineNanos() - origin;
            starts.add(new Start(name, path(call), time.elapsed().toNanos(), deadline, fallen));
            return step.run(call);
        };
    }

    /** Stands inside a hedge: each attempt has a path of its own, and so a script of its own. */
    private static Layer numberingAttempts() {
        Map<String, Integer> attempts = new HashMap<>();
        return inner -> call -> {
            int number = attempts.merge(path(call), 1, Integer::sum);
            return inner.run(call.withInput(Map.of(PATH, path(call) + "." + number)));
        };
    }

    private static String path(Call call) {
        return String.valueOf(call.request().input().get(PATH));
    }

    @Override
    public void ended(Call call, Entry entry) {
        ended.add(entry);
    }

    @Override
    public void defect(Call call, Entry entry, Throwable bug) {
        if (!entry.isRunning()) {
            throw new AssertionError("a defect comes before the end of its entry");
        }
    }

    Asked asked(Asking asking) {
        Asked found = asked.get(asking.path());
        if (found == null) {
            throw new AssertionError(asking + " has not asked");
        }
        return found;
    }

    /** The starts of steps for one caller, in order. */
    List<Start> starts(Asking asking) {
        return starts.stream()
                .filter(start -> start.path().startsWith(asking.path()))
                .toList();
    }

    VirtualTime time() {
        return time;
    }

    Map<String, ScriptedStep> steps() {
        return steps;
    }

    int permitsOut() {
        return permits.stream().mapToInt(IntSupplier::getAsInt).sum();
    }

    /** The entries that the observer heard of. */
    List<Entry> ended() {
        return ended;
    }

    /** What was still there when a call's outcome was whole, or its caller left. */
    List<String> leftAtTheEnd() {
        return leftAtTheEnd;
    }
}
