package dev.spillway.cascade.confidence;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Purse;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LostErrors;
import dev.spillway.core.testing.Script;
import dev.spillway.core.testing.Script.Ending;
import dev.spillway.core.testing.ScriptedStep;
import dev.spillway.core.testing.Seeds;
import dev.spillway.core.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds for a vote whatever its samples do. */
class AgreementScenarioTest {
    private static final int SCENARIOS = 5_000;
    private static final String[] LABELS = {"late", "lost", "other"};

    /** One sample: what it says, if anything, and when. */
    private record Sample(Ending ending) {}

    private static Sample draw(SplittableRandom random) {
        Duration after = ms(random.nextInt(60));
        return new Sample(
                switch (random.nextInt(12)) {
                    case 0 -> new Ending.Completes(after, Outcome.Failed.because(Failure.BACKEND_ERROR, "as scripted"));
                    case 1 -> new Ending.Completes(after, Outcome.Failed.because(Failure.BAD_REPLY, "as scripted"));
                    case 2 -> new Ending.Completes(Duration.ZERO, Outcome.Refused.because(Refusal.NO_MONEY, "it is"));
                    case 3 -> new Ending.Never();
                    default -> new Ending.Completes(after, answer(Seeds.pick(random, LABELS)));
                });
    }

    @Test
    void everyVoteKeepsEveryPromise() {
        Seeds.check(SCENARIOS, random -> {
            VirtualTime time = new VirtualTime();
            int samples = 2 + random.nextInt(8);
            int atOnce = 1 + random.nextInt(samples);
            List<Sample> drawn = new ArrayList<>();
            for (int i = 0; i < samples; i++) {
                drawn.add(draw(random));
            }
            int[] next = {0};
            ScriptedStep step =
                    new ScriptedStep(time, _ -> Script.of(drawn.get(next[0]++).ending())).costs(new Money(1));
            List<Outcome> heard = new ArrayList<>();
            Step sampled = asked -> step.run(asked).onSuccess(heard::add);
            Step agreed = Layer.stack(List.of(new Agreement(samples, atOnce, new Field("label"), time)), sampled);
            Purse purse = Purse.of(new Money(100));
            Call call = Calls.on(time).purse(purse).call(ms(100));
            long leaves = random.nextInt(4) == 0 ? random.nextInt(100) : 1000;
            try (LostErrors errors = new LostErrors()) {
                Client client = Client.asks(agreed, call, time);
                time.after(ms(leaves), () -> {
                    if (!client.hasOutcome()) {
                        client.leaves();
                    }
                });
                time.advance(ms(1000));

                assertThat(client.decidedAfter()).isNotNull().isLessThanOrEqualTo(ms(100));
                assertThat(step.started()).isLessThanOrEqualTo(samples);
                assertThat(step.running()).isZero();
                assertThat(step.violations()).isEmpty();
                assertThat(purse.spent()).isEqualTo(new Money(step.started()));
                assertThat(purse.reserved()).isEqualTo(Money.ZERO);
                assertThat(time.pending()).isZero();
                assertThat(errors.lost()).isEmpty();
                if (client.outcome() instanceof Outcome.Answer answer) {
                    leadsTheVote(answer, heard);
                    if (client.decidedAfter().compareTo(ms(100)) < 0) {
                        leadsTheVote(answer, wouldSay(drawn.subList(0, step.started())));
                    }
                } else if (leaves == 1000) {
                    assertThat(heard).noneMatch(ended -> ended instanceof Outcome.Answer);
                }
            }
        });
    }

    /** What samples say where they are not called off. */
    private static List<Outcome> wouldSay(List<Sample> samples) {
        List<Outcome> said = new ArrayList<>();
        for (Sample sample : samples) {
            if (sample.ending() instanceof Ending.Completes(var _, var ended)) {
                said.add(ended);
            }
        }
        return said;
    }

    /** No label has more votes than the winner's. */
    private static void leadsTheVote(Outcome.Answer winner, List<Outcome> outcomes) {
        Map<Object, Integer> votes = new HashMap<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Answer said) {
                votes.merge(String.valueOf(new Field("label").of(said)), 1, Integer::sum);
            }
        }
        int most = votes.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        String label = String.valueOf(new Field("label").of(winner));
        assertThat(votes.get(label)).as("%s of %s", label, votes).isEqualTo(most);
        if (winner.confidence() instanceof Confidence.Known known) {
            assertThat(known.value()).isBetween(1.0 / 9, 1.0);
        } else {
            assertThat(votes).as("one answer alone").hasSize(1).containsValue(1);
        }
    }
}
