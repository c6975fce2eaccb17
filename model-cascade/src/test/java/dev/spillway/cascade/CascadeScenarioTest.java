package dev.spillway.cascade;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Purse;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.layer.Allowance;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Within;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LostErrors;
import dev.spillway.core.testing.Script;
import dev.spillway.core.testing.ScriptedStep;
import dev.spillway.core.testing.Seeds;
import dev.spillway.core.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds for every cascade, around tiers that do anything. */
class CascadeScenarioTest {
    private static final int SCENARIOS = 10_000;
    private static final int BUDGET_MOST = 300;

    /** What one tier does, drawn from a seed. */
    private record Fate(int after, int kind, double confidence, int price, int least, int known, boolean shut) {
        static Fate draw(SplittableRandom random) {
            return new Fate(
                    random.nextInt(0, BUDGET_MOST),
                    random.nextInt(0, 10),
                    random.nextDouble(),
                    random.nextInt(0, 100),
                    random.nextInt(0, 3) == 0 ? random.nextInt(0, 100) : 0,
                    random.nextInt(0, 3) == 0 ? random.nextInt(1, 200) : 0,
                    random.nextInt(0, 8) == 0);
        }

        Script script() {
            Outcome outcome = switch (kind) {
                case 0 -> Outcome.Failed.because(Failure.BACKEND_ERROR, "as scripted");
                case 1 -> Outcome.Refused.because(Refusal.OVERLOADED, "as scripted");
                case 2 -> answer("of unknown confidence");
                default -> answer(confidence);
            };
            return kind == 3 ? Script.of(new Script.Ending.Never()) : Script.completes(ms(after), outcome);
        }

        boolean answers() {
            return kind >= 2 && kind != 3;
        }
    }

    /** One cascade and its one call. */
    private static final class Run {
        final VirtualTime time = new VirtualTime();
        final List<ScriptedStep> steps = new ArrayList<>();
        final List<Fate> fates = new ArrayList<>();
        final int limit;
        final Purse purse;
        final int budget;
        final Call call;
        final Client client;
        int observed;

        Run(SplittableRandom random, List<Double> thresholds) {
            int count = thresholds.size() + 1;
            List<Tier> tiers = new ArrayList<>();
            for (int at = 0; at < count; at++) {
                Fate fate = Fate.draw(random);
                ScriptedStep step = new ScriptedStep(time, _ -> fate.script()).costs(new Money(fate.price));
                LatencyWindow window = new LatencyWindow(time);
                for (int known = 0; known < (fate.known == 0 ? 0 : LatencyWindow.LEAST); known++) {
                    window.record(ms(fate.known).toNanos());
                }
                fates.add(fate);
                steps.add(step);
                tiers.add(new Tier(
                        "tier-" + at, step, ms(fate.least), new Money(fate.price), window, 95, () -> fate.shut));
            }
            budget = random.nextInt(1, BUDGET_MOST);
            limit = random.nextInt(0, 250);
            purse = Purse.of(new Money(limit));
            boolean hard = random.nextBoolean();
            Speculation speculation = random.nextBoolean()
                    ? new Speculation(ms(random.nextInt(0, 100)), new Allowance(random.nextDouble(), 3))
                    : null;
            Cascade cascade = new Cascade(
                    tiers,
                    Steering.written(Course.stepwise(thresholds)),
                    random.nextBoolean() ? _ -> hard : null,
                    speculation,
                    null,
                    counting(),
                    time);
            Step step = Layer.stack(List.of(new Within(Duration.ofSeconds(5), time)), cascade);
            time.advance(ms(250)); // so that what the windows know is asked anew
            call = Calls.on(time).purse(purse).call(ms(budget));
            client = Client.asks(step, call, time);
            if (random.nextInt(0, 10) == 0) {
                time.advance(ms(random.nextInt(0, budget)));
                client.leaves();
            }
            time.advance(Duration.ofSeconds(10));
        }

        private Observer counting() {
            return new Observer() {
                @Override
                public void ended(Call which, Entry entry) {
                    observed++;
                }

                @Override
                public void defect(Call which, Entry entry, Throwable bug) {
                    throw new AssertionError("a defect", bug);
                }
            };
        }

        int asked() {
            return steps.stream().mapToInt(ScriptedStep::started).sum();
        }
    }

    private static List<Double> thresholds(SplittableRandom random) {
        List<Double> thresholds = new ArrayList<>();
        int count = random.nextInt(1, 5);
        for (int at = 0; at < count; at++) {
            thresholds.add(random.nextDouble());
        }
        return thresholds;
    }

    @Test
    void everyCascadeKeepsItsPromises() {
        Seeds.check(SCENARIOS, random -> {
            List<Double> thresholds = thresholds(random);
            try (LostErrors errors = new LostErrors()) {
                Run run = new Run(random, thresholds);
                assertThat(run.client.wholeAfter()).isNotNull().isLessThanOrEqualTo(ms(run.budget));
                neverOverThePurse(run);
                anAnswerThatCameIsNeverLost(run);
                nothingIsLeftBehind(run);
                everyTierIsJournalledOnce(run);
                assertThat(errors.lost()).isEmpty();
            }
        });
    }

    private static void neverOverThePurse(Run run) {
        assertThat(run.purse.spent().picos()).isLessThanOrEqualTo(run.limit);
        assertThat(run.purse.reserved()).isEqualTo(Money.ZERO);
        long price = 0;
        for (int at = 0; at < run.steps.size(); at++) {
            price += (long) run.steps.get(at).started() * run.fates.get(at).price;
        }
        assertThat(run.purse.spent()).isEqualTo(new Money(price));
    }

    private static void anAnswerThatCameIsNeverLost(Run run) {
        boolean cameInTime = false;
        for (int at = 0; at < run.steps.size(); at++) {
            Fate fate = run.fates.get(at);
            cameInTime |= fate.answers()
                    && run.steps.get(at).started() == 1
                    && run.steps.get(at).cancelled() == 0;
        }
        if (cameInTime && !run.call.scope().isCancelled()) {
            assertThat(run.client.outcome()).isInstanceOf(Outcome.Answer.class);
        }
        if (run.asked() > 0) {
            assertThat(run.client.outcome()).isNotInstanceOf(Outcome.Deferred.class);
        }
    }

    private static void nothingIsLeftBehind(Run run) {
        assertThat(run.time.pending()).as("timers").isZero();
        run.steps.forEach(step -> {
            assertThat(step.violations()).isEmpty();
            assertThat(step.running()).isZero();
            assertThat(step.started()).isLessThanOrEqualTo(1);
        });
    }

    private static void everyTierIsJournalledOnce(Run run) {
        List<Entry> entries = run.call.journal().entries();
        long begun = entries.stream()
                .filter(entry -> entry.status() != Entry.Status.SKIPPED)
                .count();
        assertThat(entries).noneMatch(Entry::isRunning);
        assertThat(begun).isEqualTo(run.asked());
        assertThat(run.observed).isEqualTo(run.asked());
    }

    @Test
    void escalationIsMonotoneInTheThreshold() {
        Seeds.check(SCENARIOS / 5, random -> {
            List<Double> low = thresholds(random);
            List<Double> high = low.stream().map(one -> Math.min(1, one + 0.3)).toList();
            SplittableRandom same = random.split();
            long seed = same.nextLong();

            int cautious = escalations(seed, high);
            int bold = escalations(seed, low);

            assertThat(cautious).as("%s against %s", high, low).isGreaterThanOrEqualTo(bold);
        });
    }

    /** With tiers that answer at once, so that nothing but the thresholds decides. */
    private static int escalations(long seed, List<Double> thresholds) {
        SplittableRandom random = new SplittableRandom(seed);
        VirtualTime time = new VirtualTime();
        List<Tier> tiers = new ArrayList<>();
        List<ScriptedStep> steps = new ArrayList<>();
        for (int at = 0; at <= thresholds.size(); at++) {
            ScriptedStep step = new ScriptedStep(time).answers(answer(random.nextDouble()));
            steps.add(step);
            tiers.add(new Tier("tier", step, Duration.ZERO, Money.ZERO, new LatencyWindow(time), 95, () -> false));
        }
        Cascade cascade = new Cascade(
                tiers, Steering.written(Course.stepwise(thresholds)), null, null, null, Observer.NONE, time);
        Client.asks(cascade, Calls.on(time).call(ms(100)), time);
        return steps.stream().mapToInt(ScriptedStep::started).sum();
    }
}
