package dev.spillway.gateway.cache;

import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Step;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Within;
import dev.spillway.core.testing.Answers;
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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Calls that come, leave and run out of time on several loops, around steps that do anything. */
class CoalesceScenarioTest {
    private static final int SCENARIOS = 4000;
    private static final Duration LAG = Duration.ofNanos(50_000); // the most from one loop to another

    /** One who asked. Times since the beginning. */
    private record Asked(Client client, Call call, Duration at, Duration budget) {}

    private static final class Run {
        final SplittableRandom random;
        final VirtualTime time = new VirtualTime();
        final ScriptedStep step;
        final List<Asked> asked = new ArrayList<>();
        final List<Executor> loops = new ArrayList<>();
        final Coalesce coalesce;
        final Step route;
        Executor here;

        Run(SplittableRandom random) {
            this.random = random;
            step = new ScriptedStep(time, _ -> script());
            for (int count = 1 + random.nextInt(3); count > 0; count--) {
                loops.add(loop());
            }
            here = loops.getFirst();
            coalesce = new Coalesce(new Keying("route", "1"), () -> here, Observer.NONE, time);
            route = Layer.stack(List.of(new Within(ms(1000), time), coalesce), step);
        }

        /** Runs what it is handed in order, each a little later. */
        private Executor loop() {
            return new Executor() {
                private Duration free = Duration.ZERO;

                @Override
                public void execute(Runnable task) {
                    Duration due = time.elapsed().plusNanos(random.nextLong(LAG.toNanos() / 64));
                    free = due.compareTo(free) > 0 ? due : free;
                    time.after(free.minus(time.elapsed()), () -> {
                        here = this;
                        task.run();
                    });
                }
            };
        }

        private Script script() {
            Duration after = upTo(60);
            Script script = switch (random.nextInt(7)) {
                case 0 -> Script.completes(after, Outcome.Failed.because(Failure.BACKEND_ERROR, ""));
                case 1 -> Script.of(new Script.Ending.Never());
                case 2 -> Script.of(new Script.Ending.FailsFuture(after, new IllegalStateException("bug")));
                case 3 -> Script.streams(after, upTo(5), "a", "b");
                default -> Script.completes(after, Answers.answer("yes"));
            };
            return switch (random.nextInt(5)) {
                case 0 -> Script.completes(Duration.ZERO, Answers.answer("at once"));
                case 1, 2 -> script.offering(Duration.ofNanos(random.nextLong(after.toNanos())), Answers.degraded(0.5));
                default -> script;
            };
        }

        private Duration upTo(int most) {
            return Duration.ofNanos(1 + random.nextLong(most * 1_000_000L));
        }

        Run play() {
            boolean alike = random.nextBoolean();
            for (int count = 1 + random.nextInt(12); count > 0; count--) {
                time.after(upTo(80), () -> ask(alike ? ms(50) : upTo(100)));
            }
            Duration waitedFor = Duration.ZERO; // until then, at least
            boolean waited = false;
            while (time.advanceToNext()) {
                boolean waits = asked.stream().anyMatch(one -> !one.client.isDone());
                if (waits || waited) {
                    waitedFor = time.elapsed();
                    waited = waits;
                } else if (time.elapsed().minus(waitedFor).compareTo(LAG) > 0) {
                    assertThat(step.running()).as("at work for no one").isZero();
                }
            }
            return this;
        }

        private void ask(Duration budget) {
            here = loops.get(random.nextInt(loops.size()));
            Call call =
                    Calls.on(time).input(Map.of("a", (long) random.nextInt(2))).call(budget);
            Client client = Client.asks(route, call, time);
            asked.add(new Asked(client, call, time.elapsed(), budget));
            if (random.nextInt(3) == 0) {
                time.after(upTo(50), client::leaves);
            }
        }
    }

    @Test
    void eachCallerHasOneOutcomeInTimeAndNothingIsLeft() {
        Seeds.check(SCENARIOS, random -> {
            try (LostErrors errors = new LostErrors()) {
                Run run = new Run(random).play();
                for (Asked asked : run.asked) {
                    assertThat(asked.client.isDone()).isTrue();
                    assertThat(asked.client.wholeAfter()).isLessThanOrEqualTo(asked.budget);
                    assertThat(asked.call.scope().isOver()).isTrue();
                }
                assertThat(run.step.running()).as("at work").isZero();
                assertThat(run.step.violations()).isEmpty();
                assertThat(run.coalesce.attempts()).isZero();
                assertThat(run.time.pending()).as("timers").isZero();
                assertThat(errors.lost()).isEmpty();
                assertThat(run.step.started()).isLessThanOrEqualTo(run.asked.size());
            }
        });
    }

    @Test
    void whoFallsWithTheAttemptBeforeItsOwnDeadlineHadAsLongAnAttemptAsAlone() {
        Seeds.check(SCENARIOS, random -> {
            Run run = new Run(random).play();
            for (Asked asked : run.asked) {
                if (isTimedOut(asked)) {
                    Duration fell = asked.at.plus(asked.client.decidedAfter());
                    Duration least = asked.budget.minus(asked.budget.dividedBy(10));
                    assertThat(run.asked)
                            .as("the callers that an attempt until %s may be of", fell)
                            .anyMatch(first -> first.budget.compareTo(least) >= 0
                                    && isJustBefore(fell, first.at.plus(first.budget)));
                }
            }
        });
    }

    private static boolean isTimedOut(Asked asked) {
        return !asked.client.hasFailed()
                && asked.client.outcome() instanceof Outcome.Failed failed
                && failed.why() == Failure.TIMED_OUT;
    }

    private static boolean isJustBefore(Duration then, Duration before) {
        return before.compareTo(then) <= 0 && then.minus(before).compareTo(LAG) <= 0;
    }
}
