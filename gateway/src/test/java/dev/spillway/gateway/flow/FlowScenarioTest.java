package dev.spillway.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Entry;
import dev.spillway.core.Outcome;
import dev.spillway.core.Quality;
import dev.spillway.core.testing.Seeds;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random graphs of random branches, whose clients leave now and then: what holds for all of them. */
class FlowScenarioTest {
    private static final int FLOWS = 250;
    private static final int RUNS_EACH = 40;
    private static final Set<Entry.Status> ENDED = EnumSet.complementOf(EnumSet.of(Entry.Status.RUNNING));

    @Test
    void holdsForRandomFlows() {
        Seeds.check(FLOWS, random -> {
            Drawing drawing = new Drawing(random);
            for (int i = 0; i < RUNS_EACH; i++) {
                try (Scenario scenario = new Scenario(drawing, random)) {
                    scenario.play();
                    holds(scenario);
                } catch (AssertionError broken) {
                    throw new AssertionError("run " + i + " of " + drawing + ": " + broken.getMessage(), broken);
                }
            }
        });
    }

    private static void holds(Scenario scenario) {
        scenario.leaks().check();
        assertThat(scenario.errors()).isEmpty();
        inTime(scenario);
        journalled(scenario);
        startedInOrder(scenario);
        nothingAfterTheEnd(scenario);
        answersAreWorthTheirQuality(scenario);
        noAnswerIsLost(scenario);
    }

    /** One outcome, by the deadline; whole by the deadline, too. */
    private static void inTime(Scenario scenario) {
        assertThat(scenario.client().hasOutcome()).as("outcome").isTrue();
        assertThat(scenario.client().wholeAfter()).isNotNull().isLessThanOrEqualTo(scenario.budget());
    }

    /** One entry for each branch, fixed, with a status that fits what its step did. */
    private static void journalled(Scenario scenario) {
        for (Scenario.Drawn branch : scenario.branches()) {
            List<Entry> entries = scenario.entries(branch.name());
            if (!scenario.begun()) {
                continue; // refused as a whole: it could not have fitted
            }
            assertThat(entries).as(branch.name()).hasSize(1);
            Entry entry = entries.getFirst();
            assertThat(entry.status()).as(branch.name()).isIn(ENDED);
            switch (entry.status()) {
                case ANSWERED -> assertThat(branch.step().started()).isEqualTo(1);
                case SKIPPED -> assertThat(branch.step().started()).isZero();
                case LATE, CANCELLED ->
                    assertThat(branch.step().cancelled()).as(branch.name()).isEqualTo(1);
                case REFUSED, FAILED -> assertThat(branch.step().started()).isLessThanOrEqualTo(1);
                case RUNNING, DEFERRED -> throw new AssertionError(entry.status());
            }
        }
    }

    /** No branch starts before all that it reads is settled. */
    private static void startedInOrder(Scenario scenario) {
        for (Scenario.Drawn branch : scenario.branches()) {
            if (branch.step().started() > 0) {
                Entry entry = scenario.entries(branch.name()).getFirst();
                for (String read : branch.reads()) {
                    Entry input = scenario.entries(read).getFirst();
                    assertThat(input.startNanos() + input.usedNanos())
                            .as("%s reads %s", branch.name(), read)
                            .isLessThanOrEqualTo(entry.startNanos());
                }
            }
        }
    }

    private static void nothingAfterTheEnd(Scenario scenario) {
        Duration end = scenario.client().wholeAfter();
        for (Scenario.Drawn branch : scenario.branches()) {
            for (Entry entry : scenario.entries(branch.name())) {
                assertThat(Duration.ofNanos(entry.startNanos() + entry.usedNanos()))
                        .as(branch.name())
                        .isLessThanOrEqualTo(end);
            }
        }
    }

    private static void answersAreWorthTheirQuality(Scenario scenario) {
        if (!(scenario.client().outcome() instanceof Outcome.Answer answer) || !scenario.waitsForAll()) {
            return;
        }
        for (Scenario.Drawn branch : scenario.branches()) {
            Entry entry = scenario.entries(branch.name()).getFirst();
            boolean unsure = branch.unsure() && scenario.has(branch.name());
            boolean skipped =
                    entry.status() == Entry.Status.SKIPPED && entry.reason().equals("condition");
            if (unsure) {
                assertThat(answer.quality() == Quality.DEGRADED || scenario.mayPreferEarlierOffer())
                        .as(branch.name())
                        .isTrue();
            } else if (!scenario.has(branch.name()) && !skipped) {
                assertThat(answer.quality()).as(branch.name()).isNotEqualTo(Quality.FULL);
                assertThat(branch.optional() || branch.offers())
                        .as(branch.name())
                        .isTrue();
            }
        }
    }

    /** What answered is in the answer, or in what the failure tells; and a flow whose required branches answer, answers. */
    private static void noAnswerIsLost(Scenario scenario) {
        Outcome outcome = scenario.client().outcome();
        if (scenario.left()) {
            return;
        }
        for (Scenario.Drawn branch : scenario.branches()) {
            if (scenario.has(branch.name()) && scenario.waitsForAll()) {
                switch (outcome) {
                    case Outcome.Answer answer ->
                        assertThat(scenario.says(answer, branch.name()) || scenario.mayPreferEarlierOffer())
                                .as(branch.name())
                                .isTrue();
                    case Outcome.Failed failed ->
                        assertThat(failed.partial().branches()).containsKey(branch.name());
                    case Outcome.Refused _, Outcome.Deferred _ -> throw new AssertionError("lost " + branch.name());
                }
            }
        }
        boolean complete =
                scenario.branches().stream().allMatch(branch -> branch.optional() || scenario.has(branch.name()));
        boolean some = scenario.branches().stream().anyMatch(branch -> scenario.has(branch.name()));
        if (complete && some && scenario.waitsForAll()) {
            assertThat(outcome).isInstanceOf(Outcome.Answer.class);
        }
    }

    /** The generator draws enough of everything. */
    @Test
    void drawsAllKindsOfOutcomes() {
        int[] count = new int[4];
        for (int seed = 0; seed < 40; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Drawing drawing = new Drawing(random);
            for (int i = 0; i < 20; i++) {
                try (Scenario scenario = new Scenario(drawing, random)) {
                    scenario.play();
                    switch (scenario.client().outcome()) {
                        case Outcome.Answer answer -> count[answer.quality() == Quality.FULL ? 0 : 1]++;
                        case Outcome.Refused _ -> count[2]++;
                        case Outcome.Failed _, Outcome.Deferred _ -> count[3]++;
                    }
                }
            }
        }
        assertThat(count).doesNotContain(0, 1, 2, 3, 4, 5);
    }
}
