package dev.spillway.cascade;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.cascade.calibration.Calibration;
import dev.spillway.cascade.calibration.CalibrationFit;
import dev.spillway.cascade.calibration.ConfidenceScale;
import dev.spillway.cascade.calibration.OperatingPoint;
import dev.spillway.cascade.calibration.OutcomeLogReader;
import dev.spillway.cascade.calibration.TierRule;
import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Money;
import dev.spillway.core.Request;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.Script;
import dev.spillway.core.testing.ScriptedStep;
import dev.spillway.core.testing.VirtualTime;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A calibrated cascade of two tiers, which is asked harder, or easier, questions than it was calibrated on. */
class CascadeDriftTest {
    private static final int ROWS = 3_000;
    private static final double SMALL_COST = 0.001;
    private static final double LARGE_COST = 0.01;

    /** One cascade, from its calibration on. */
    private static final class Run {
        final VirtualTime time = new VirtualTime();
        final SplittableRandom random;
        final ScriptedStep small = new ScriptedStep(time, _ -> Script.completes(ms(5), answer(said(0))));
        final ScriptedStep large = new ScriptedStep(time, _ -> Script.completes(ms(50), answer(said(1))));
        final Steering steering;
        final Cascade cascade;
        final double goal;
        double difficulty;
        int asked;

        Run(long seed) throws IOException {
            random = new SplittableRandom(seed);
            Calibration calibration = calibration();
            Aim aim = new Aim.Cost(SMALL_COST + 0.4 * LARGE_COST);
            OperatingPoint point = aim.among(calibration);
            goal = 1 - point.accepted().getFirst();
            steering = Steering.calibrated(calibration, aim, null);
            cascade = new Cascade(
                    List.of(tier("small", small, SMALL_COST), tier("large", large, LARGE_COST)),
                    steering,
                    null,
                    null,
                    null,
                    Observer.NONE,
                    time);
        }

        private Tier tier(String name, ScriptedStep step, double cost) {
            Money price = new Money(Math.round(cost * 1e12));
            return new Tier(name, step.costs(price), ms(0), price, new LatencyWindow(time), 95, () -> false);
        }

        private Calibration calibration() throws IOException {
            StringBuilder csv = new StringBuilder("query_id,model,correct,confidence,cost\n");
            for (int query = 0; query < ROWS; query++) {
                difficulty = random.nextGaussian();
                for (int model = 0; model < 2; model++) {
                    int right = random.nextDouble() < logistic(2 * (1.5 * model - difficulty)) ? 1 : 0;
                    csv.append(String.format(
                            Locale.ROOT,
                            "q%d,%s,%d,%.6f,%s%n",
                            query,
                            model == 0 ? "small" : "large",
                            right,
                            said(model),
                            model == 0 ? SMALL_COST : LARGE_COST));
                }
            }
            OutcomeLogReader.Reading reading =
                    OutcomeLogReader.read(new StringReader(csv.toString()), ConfidenceScale.PROBABILITY);
            return CalibrationFit.fit(reading.log(), null).calibration();
        }

        /** How sure a model says it is of a question of this difficulty. */
        private double said(int model) {
            return logistic(1.5 * model - difficulty + 0.7 * random.nextGaussian());
        }

        private static double logistic(double x) {
            return 1 / (1 + Math.exp(-x));
        }

        /** Asks so many questions, whose difficulty lies so far from that of the calibration: the share that went up. */
        double ask(int count, double shift) {
            int before = large.started();
            for (int at = 0; at < count; at++) {
                askOne(shift);
            }
            return (double) (large.started() - before) / count;
        }

        void askOne(double shift) {
            difficulty = random.nextGaussian() + shift;
            Client client = Client.asks(cascade, call("request-" + asked++), time);
            time.advance(ms(5));
            time.advance(ms(50));
            assertThat(client.isDone()).isTrue();
        }

        int untilAlarm(double shift) {
            int count = 0;
            while (!steering.isAlarmed() && count < 5_000) {
                askOne(shift);
                count++;
            }
            return count;
        }

        /** What would go up if only the thresholds decided. */
        double unsure(int count, double shift) {
            int more = 0;
            for (int at = 0; at < count; at++) {
                difficulty = random.nextGaussian() + shift;
                Confidence meaning = steering.meaning(0, Confidence.of(said(0)));
                double value = meaning instanceof Confidence.Known(double known) ? known : Double.NaN;
                more += steering.course().rules().getFirst().next(value) == TierRule.ACCEPT ? 0 : 1;
            }
            return (double) more / count;
        }

        private Call call(String id) {
            Calls calls = Calls.on(time);
            Request same = calls.request();
            Call some = calls.call(ms(1_000));
            return new Call(
                    new Request(id, same.route(), same.input(), null, same.trace()),
                    some.caller(),
                    some.budget(),
                    some.purse(),
                    some.scope(),
                    some.offers(),
                    some.journal());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void harderQuestionsRaiseTheAlarmAndTheShareThatGoesUpReturnsToItsGoal(long seed) throws IOException {
        Run run = new Run(seed);
        assertThat(run.goal).isBetween(0.2, 0.6);
        assertThat(run.ask(1_500, 0)).isCloseTo(run.goal, within(0.05));
        assertThat(run.steering.isAlarmed()).isFalse();

        assertThat(run.untilAlarm(1)).isLessThan(500);

        assertThat(run.unsure(2_000, 1)).as("by the thresholds alone").isGreaterThan(run.goal + 0.2);
        assertThat(run.ask(2_000, 1)).isCloseTo(run.goal, within(0.05));
        assertThat(run.steering.isAlarmed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void easierQuestionsDoSoToo(long seed) throws IOException {
        Run run = new Run(seed);
        run.ask(1_000, 0);

        assertThat(run.untilAlarm(-1)).isLessThan(500);

        assertThat(run.unsure(2_000, -1)).as("by the thresholds alone").isLessThan(run.goal - 0.1);
        assertThat(run.ask(2_000, -1)).isCloseTo(run.goal, within(0.05));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theAlarmEndsWhenTheOldQuestionsReturn(long seed) throws IOException {
        Run run = new Run(seed);
        run.ask(500, 0);
        run.untilAlarm(1);

        run.ask(1_000, 0);

        assertThat(run.steering.isAlarmed()).isFalse();
        assertThat(run.ask(1_500, 0)).isCloseTo(run.goal, within(0.05));
    }
}
