package dev.spillway.gateway.flow;

import static dev.spillway.core.testing.VirtualTime.ms;

import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Within;
import dev.spillway.core.testing.Answers;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LeakCheck;
import dev.spillway.core.testing.LostErrors;
import dev.spillway.core.testing.ScriptedStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A random flow, a client of it, and what its branches do. */
final class Scenario implements AutoCloseable {
    private static final Confidence SURE = Confidence.of(0.9);

    /** One branch. */
    record Drawn(
            String name, List<String> reads, boolean optional, boolean unsure, boolean offers, ScriptedStep step) {}

    private final Drawing drawing;
    private final SplittableRandom random;
    private final LeakCheck leaks = new LeakCheck();
    private final LostErrors errors = new LostErrors();
    private final List<Drawn> branches = new ArrayList<>();
    private final Duration budget;
    private final Call call;
    private final Client client;
    private boolean left;

    Scenario(Drawing drawing, SplittableRandom random) {
        this.drawing = drawing;
        this.random = random;
        Map<String, Step> steps = new LinkedHashMap<>();
        for (BranchSource branch : drawing.branches()) {
            boolean unsure = random.nextInt(6) == 0;
            boolean offers = random.nextInt(5) == 0;
            ScriptedStep step = step(unsure, offers);
            steps.put(branch.name(), step);
            branches.add(
                    new Drawn(branch.name(), drawing.reads(branch.name()), branch.optional(), unsure, offers, step));
        }
        this.budget = ms(10 + random.nextInt(90));
        Flow flow = new Flow(drawing.plan(), steps, Observer.NONE, leaks.time());
        this.call = leaks.calls().input(Map.of("yes", true, "no", false)).call(budget);
        this.client = leaks.ask(Layer.stack(List.of(new Within(ms(60_000), leaks.time())), flow), call);
    }

    private ScriptedStep step(boolean unsure, boolean offers) {
        ScriptedStep step = leaks.step();
        int before = 0;
        if (offers) {
            before = random.nextInt(20);
            step.offersAfter(ms(before), full(true));
        }
        return switch (random.nextInt(12)) {
            case 0 -> step.failsAfter(ms(before + random.nextInt(30)), Failure.BACKEND_ERROR);
            case 1 -> offers ? step.never() : step.refuses(Refusal.CIRCUIT_OPEN);
            case 2 -> step.never();
            case 3 -> offers ? step.never() : step.throwing(new IllegalStateException("as scripted"));
            case 4 -> step.answersAfter(ms(before + random.nextInt(120)), full(unsure));
            default -> step.answersAfter(ms(before + random.nextInt(25)), full(unsure));
        };
    }

    private Outcome.Answer full(boolean unsure) {
        Outcome.Answer answer = Answers.answer("")
                .with(SURE)
                .with(new Payload.Whole(Map.of("label", random.nextBoolean() ? "x" : "y")));
        return unsure ? answer.with(Quality.DEGRADED) : answer;
    }

    /** Lets all of it happen; the client may leave at any time. */
    void play() {
        left = random.nextInt(8) == 0;
        if (left) {
            leaks.time().advance(ms(random.nextInt((int) budget.toMillis())));
            client.leaves();
        }
        leaks.time().advance(ms(300));
    }

    LeakCheck leaks() {
        return leaks;
    }

    /** What handlers of futures threw. */
    List<Throwable> errors() {
        return errors.lost();
    }

    List<Drawn> branches() {
        return branches;
    }

    Duration budget() {
        return budget;
    }

    Client client() {
        return client;
    }

    /** Whether the client left, be it after the outcome. */
    boolean left() {
        return left;
    }

    /** When time is up, an earlier offer counts as better where a later one has an unsure part. */
    boolean mayPreferEarlierOffer() {
        return budget.equals(client.decidedAfter())
                && branches.stream().anyMatch(branch -> (branch.unsure() || branch.offers()) && has(branch.name()));
    }

    boolean says(Outcome.Answer answer, String branch) {
        return answer.payload() instanceof Payload.Whole(var fields) && fields.containsKey(branch);
    }

    boolean waitsForAll() {
        return drawing.ending() instanceof Ending.All;
    }

    /** Whether the flow began: else it could not have fitted its budget. */
    boolean begun() {
        return !call.journal().entries().isEmpty();
    }

    List<Entry> entries(String branch) {
        return call.journal().entries().stream()
                .filter(entry -> entry.path().equals(branch))
                .toList();
    }

    /** Whether the branch answered. */
    boolean has(String branch) {
        return entries(branch).stream().anyMatch(entry -> entry.status() == Entry.Status.ANSWERED);
    }

    @Override
    public void close() {
        errors.close();
    }
}
