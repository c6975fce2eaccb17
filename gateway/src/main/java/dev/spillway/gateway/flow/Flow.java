package dev.spillway.gateway.flow;

import dev.spillway.core.Call;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Within;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A graph of named branches as one step: what is independent runs in parallel, and what one branch answers is what the
 * next one is asked.
 *
 * <p>A branch starts once everything that it reads is settled: answered, skipped by its condition, or without an answer.
 * What has no answer is an empty map to those who read it. Each branch has the time left minus its reserve (see
 * {@link FlowGraph}); when that is up, its best offer is its answer, and an optional branch without one is late. A
 * required branch without an answer ends the flow at once. As soon as all required branches have answered, the flow offers
 * what it has as a partial answer; it never reruns a branch because of an offer.
 *
 * <p>Each branch is a journal entry of kind BRANCH, under which its step journals. Instances are immutable and shared by
 * all event loops; a run is confined to its call's.
 */
public final class Flow implements Step {
    private static final Duration UNBOUNDED = Duration.ofDays(365); // the budget bounds

    private final FlowPlan plan;
    private final List<Step> steps;
    private final Observer observer;
    private final Time time;

    /**
     * A flow of these steps.
     *
     * @param steps the step of each branch, by name
     * @param observer hears of each branch's entry when it has ended
     */
    public Flow(FlowPlan plan, Map<String, ? extends Step> steps, Observer observer, Time time) {
        this.plan = plan;
        this.observer = observer;
        this.time = time;
        Layer within = new Within(UNBOUNDED, time);
        Layer gathered = new Gathered(Gathered.TEXT_MAX);
        List<Step> stacked = new ArrayList<>();
        for (String name : plan.names()) {
            Step step = steps.get(name);
            if (step == null) {
                throw new IllegalArgumentException("the branch '" + name + "' has no step");
            }
            boolean whole = !plan.passesOn(stacked.size());
            stacked.add(Layer.stack(whole ? List.of(within, gathered) : List.of(within), step));
        }
        this.steps = List.copyOf(stacked);
    }

    @Override
    public Future<Outcome> run(Call call) {
        return new FlowRun(this, call).start();
    }

    FlowPlan plan() {
        return plan;
    }

    Step step(int index) {
        return steps.get(index);
    }

    Observer observer() {
        return observer;
    }

    Time time() {
        return time;
    }
}
