package dev.spillway.load.micro;

import dev.spillway.cascade.Aim;
import dev.spillway.cascade.Cascade;
import dev.spillway.cascade.Course;
import dev.spillway.cascade.LatencyWindow;
import dev.spillway.cascade.Steering;
import dev.spillway.cascade.Tier;
import dev.spillway.cascade.calibration.Calibration;
import dev.spillway.cascade.calibration.CalibrationFit;
import dev.spillway.core.Budget;
import dev.spillway.core.Call;
import dev.spillway.core.Caller;
import dev.spillway.core.Confidence;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Journal;
import dev.spillway.core.Money;
import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Priority;
import dev.spillway.core.Purse;
import dev.spillway.core.Quality;
import dev.spillway.core.Request;
import dev.spillway.core.Source;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.Trace;
import dev.spillway.core.layer.Observer;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole call of a calibrated cascade whose tiers answer at once: choosing the course, checking time, breaker and purse,
 * journalling, watching for drift and deciding. The gateway's own layers around the tiers are left out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CascadeBenchmark {
    private static final int CONFIDENCES = 1 << 12;
    private static final Duration BUDGET = Duration.ofSeconds(1);
    private static final Time TIME = new Clock();
    private static final Trace TRACE = new Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "01", "");
    private static final Request REQUEST = new Request(TRACE.traceId(), "route", Map.of(), null, TRACE);
    private static final Caller CALLER = new Caller("tenant", "principal", Set.of(), Priority.NORMAL, Map.of());

    private final Cascade accepting = cascade(written(), List.of(saying(() -> 0.9), saying(() -> 0.9)));
    private final Cascade escalating = cascade(written(), List.of(saying(() -> 0.7), saying(() -> 0.9)));

    @SuppressWarnings("NullAway.Init") // set before the first measurement
    private Cascade calibrated;

    private final double[] confidences = Outcomes.confidences(CONFIDENCES);
    private int turn;

    /** The real clock; no one waits here, so its timers do nothing. */
    private record Clock() implements Time {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            return () -> {};
        }
    }

    /** Calibrates, and picks an operating point that sends a good part of the questions up. */
    @Setup
    public void setUp() throws IOException {
        Calibration calibration = CalibrationFit.fit(Outcomes.of(2, 2000), null).calibration();
        Aim aim =
                new Aim.Cost((calibration.cheapest().cost() + calibration.best().cost()) / 2);
        calibrated = cascade(
                Steering.calibrated(calibration, aim, null),
                List.of(saying(() -> confidences[turn++ & (CONFIDENCES - 1)]), saying(() -> 0.9)));
    }

    private static Steering written() {
        return Steering.written(Course.stepwise(List.of(0.8)));
    }

    private static Cascade cascade(Steering steering, List<Step> steps) {
        List<Tier> tiers = steps.stream()
                .map(step ->
                        new Tier("tier", step, Duration.ZERO, new Money(1), new LatencyWindow(TIME), 95, () -> false))
                .toList();
        return new Cascade(tiers, steering, null, null, null, Observer.NONE, TIME);
    }

    private static Step saying(DoubleSupplier confidence) {
        return _ -> Future.succeededFuture(new Outcome.Answer(
                new Payload.Whole(Map.of("label", "invoice")),
                Confidence.of(confidence.getAsDouble()),
                Quality.FULL,
                new Source.Backend("backend", "model", "1", 0),
                FollowUp.none()));
    }

    private static Future<Outcome> ask(Cascade cascade) {
        Call call = new Call(
                REQUEST,
                CALLER,
                Budget.of(BUDGET, TIME),
                Purse.unlimited(),
                dev.spillway.core.Scope.root(),
                Offers.NONE,
                Journal.beginning(TIME));
        Future<Outcome> outcome = cascade.run(call);
        call.scope().end();
        return outcome;
    }

    /** The first tier's answer is accepted. */
    @Benchmark
    public Future<Outcome> firstTierAccepted() {
        return ask(accepting);
    }

    /** The first tier's answer is not sure enough, and the second is asked. */
    @Benchmark
    public Future<Outcome> secondTierAsked() {
        return ask(escalating);
    }

    /** Questions of the kind that the calibration was made from: some of the first tier's answers are accepted. */
    @Benchmark
    public Future<Outcome> calibratedMix() {
        return ask(calibrated);
    }
}
