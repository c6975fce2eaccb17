package dev.spillway.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Piece;
import dev.spillway.core.layer.Oracle.Fate;
import dev.spillway.core.layer.Scenario.Asking;
import dev.spillway.core.layer.Scenario.Part;
import dev.spillway.core.layer.ScenarioRun.Asked;
import dev.spillway.core.testing.LostErrors;
import dev.spillway.core.testing.Seeds;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for the layers in every order, around steps that do anything. */
class ScenarioTest {
    private static final int SCENARIOS = 25_000;

    @Test
    void everyScenarioKeepsEveryPromise() {
        Seeds.check(SCENARIOS, random -> {
            Scenario scenario = Scenario.draw(random);
            try (LostErrors errors = new LostErrors()) {
                ScenarioRun run = new ScenarioRun(scenario).play();
                everyCallEndsAsItsScriptsSay(scenario, run);
                exactlyTheStepsThatAreNeededAreStarted(scenario, run);
                everyOutcomeIsWholeByTheDeadlineOfWithin(scenario, run);
                everythingIsLetGoBeforeTheOutcomeIsHeard(scenario, run);
                nothingIsLeftBehind(scenario, run);
                everyEntryEndsAndTheObserverHearsOfItOnce(scenario, run);
                assertThat(errors.lost())
                        .as("errors that no one heard in %s", scenario)
                        .isEmpty();
            }
        });
    }

    private static void everyCallEndsAsItsScriptsSay(Scenario scenario, ScenarioRun run) {
        for (Asking asking : scenario.callers()) {
            Fate fate = new Oracle(scenario).of(asking);
            if (isCertain(scenario, asking, fate)) {
                boolean undecided = fate.at() == asking.start() + asking.leaves();
                assertThat(describe(run.asked(asking), undecided))
                        .as("%s in %s", asking, scenario)
                        .isEqualTo(describe(asking, fate, undecided));
            }
        }
    }

    private static void exactlyTheStepsThatAreNeededAreStarted(Scenario scenario, ScenarioRun run) {
        for (Asking asking : scenario.callers()) {
            Fate fate = new Oracle(scenario).of(asking);
            if (isCertain(scenario, asking, fate)) {
                List<Oracle.Start> started = run.starts(asking);
                assertThat(started).as("%s in %s", asking, scenario).containsAll(fate.starts());
                assertThat(fate.maybe()).as("%s in %s", asking, scenario).containsAll(without(fate.starts(), started));
            }
        }
    }

    private static List<Oracle.Start> without(List<Oracle.Start> expected, List<Oracle.Start> started) {
        List<Oracle.Start> rest = new ArrayList<>(started);
        expected.forEach(rest::remove); // one for one
        return rest;
    }

    private static void everyOutcomeIsWholeByTheDeadlineOfWithin(Scenario scenario, ScenarioRun run) {
        for (Asking asking : scenario.callers()) {
            Duration whole = run.asked(asking).client().wholeAfter();
            if (isBounded(scenario)) {
                assertThat(whole)
                        .as("%s in %s", asking, scenario)
                        .isNotNull()
                        .isLessThanOrEqualTo(Duration.ofNanos(asking.budget()));
            } else if (!scenario.deaf()) {
                assertThat(whole).as("%s in %s", asking, scenario).isNotNull();
            }
        }
    }

    private static void everythingIsLetGoBeforeTheOutcomeIsHeard(Scenario scenario, ScenarioRun run) {
        Asking only = scenario.callers().getFirst();
        boolean leaves = hasLeft(only, new Oracle(scenario).of(only));
        if (scenario.callers().size() == 1 && !scenario.deaf() && !leaves) {
            assertThat(run.leftAtTheEnd()).as("%s", scenario).isEmpty();
        }
    }

    private static void nothingIsLeftBehind(Scenario scenario, ScenarioRun run) {
        assertThat(run.time().pending()).as("timers of %s", scenario).isZero();
        assertThat(run.permitsOut()).as("permits of %s", scenario).isZero();
        for (Asking asking : scenario.callers()) {
            Call call = run.asked(asking).call();
            assertThat(call.scope().isOver() || scenario.deaf())
                    .as("root scope of %s", scenario)
                    .isTrue();
            assertThat(call.purse().reserved()).as("money of %s", scenario).isEqualTo(Money.ZERO);
        }
        run.steps().forEach((name, step) -> {
            assertThat(step.violations()).as("%s in %s", name, scenario).isEmpty();
            assertThat(step.running() == 0 || scenario.deaf())
                    .as("%s rests in %s", name, scenario)
                    .isTrue();
        });
    }

    private static void everyEntryEndsAndTheObserverHearsOfItOnce(Scenario scenario, ScenarioRun run) {
        List<Entry> entries = new ArrayList<>();
        for (Asking asking : scenario.callers()) {
            entries.addAll(run.asked(asking).call().journal().entries());
        }
        assertThat(entries).as("%s", scenario).noneMatch(Entry::isRunning);
        assertThat(run.ended()).as("%s", scenario).containsExactlyInAnyOrderElementsOf(entries);
    }

    /** Whether the scripts alone say how it ends: not where two answers tie, nor when one leaves who is not heard. */
    private static boolean isCertain(Scenario scenario, Asking asking, Fate fate) {
        return !fate.tie() && !(scenario.deaf() && hasLeft(asking, fate));
    }

    /** Whether a Within bounds the whole call: no fallback stands outside of it. */
    private static boolean isBounded(Scenario scenario) {
        for (Part part : scenario.parts()) {
            if (part instanceof Part.Bounds || part instanceof Part.Falls) {
                return part instanceof Part.Bounds;
            }
        }
        return false;
    }

    private static boolean hasLeft(Asking asking, Fate fate) {
        long end = fate.pieces().isEmpty() ? fate.at() : fate.pieces().getLast().at();
        return end == asking.start() + asking.leaves();
    }

    /** A caller who leaves before there is an outcome is told that there is none, in whichever words. */
    private static String describe(Outcome outcome, boolean undecided) {
        return undecided && !(outcome instanceof Outcome.Answer) ? "none" : describe(outcome);
    }

    private static String bug(@Nullable String message, boolean undecided) {
        return undecided ? "none" : "bug " + message;
    }

    private static String describe(Asked asked, boolean undecided) {
        var client = asked.client();
        String text = "at " + nanos(client.decidedAfter()) + " ";
        text += client.hasFailed() ? bug(client.bug().getMessage(), undecided) : describe(client.outcome(), undecided);
        return text + describe(client.pieces()) + " until " + nanos(client.wholeAfter());
    }

    private static String describe(Asking asking, Fate fate, boolean undecided) {
        long start = asking.start();
        String text = "at " + (fate.at() - start) + " ";
        Outcome outcome = fate.outcome();
        if (outcome instanceof Outcome.Answer answer && !fate.pieces().isEmpty()) {
            outcome = answer.with(new Payload.Stream(() -> Future.failedFuture("never read")));
        }
        text += outcome == null ? bug(fate.bug(), undecided) : describe(outcome, undecided);
        long whole =
                fate.pieces().isEmpty() ? fate.at() : fate.pieces().getLast().at();
        return text + describe(fate.pieces().stream().map(Oracle.At::what).toList()) + " until " + (whole - start);
    }

    private static String describe(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answer answer -> "answer " + answer.quality() + answer.confidence() + label(answer.payload());
            case Outcome.Deferred deferred -> "promise " + deferred.handle();
            case Outcome.Refused refused -> "refused " + refused.why();
            case Outcome.Failed failed -> "failed " + failed.why();
        };
    }

    /** Nothing for a stream: its pieces say it. */
    private static String label(Payload payload) {
        return payload instanceof Payload.Whole whole ? whole.fields().toString() : "";
    }

    private static String describe(List<Piece> pieces) {
        return pieces.stream()
                .map(piece -> piece instanceof Piece.Broken broken ? "broken " + broken.why() : piece.toString())
                .toList()
                .toString();
    }

    private static @Nullable Long nanos(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos();
    }
}
