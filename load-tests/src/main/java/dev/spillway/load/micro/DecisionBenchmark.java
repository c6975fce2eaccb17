package dev.spillway.load.micro;

import dev.spillway.cascade.calibration.Calibration;
import dev.spillway.cascade.calibration.CalibrationFit;
import dev.spillway.cascade.calibration.ModelCalibration;
import dev.spillway.cascade.calibration.OperatingPoint;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** What a cascade decides once a tier has answered: the raw confidence calibrated and held against the thresholds. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecisionBenchmark {
    private static final int CONFIDENCES = 1 << 10;

    @SuppressWarnings("NullAway.Init") // set before the first measurement
    private Calibration calibration;

    @SuppressWarnings("NullAway.Init") // set before the first measurement
    private OperatingPoint point;

    private final double[] confidences = new Random(7).doubles(CONFIDENCES).toArray();
    private int turn;

    /** Calibrates five tiers and picks the middle one of their operating points. */
    @Setup
    public void setUp() throws IOException {
        calibration = CalibrationFit.fit(Outcomes.of(5, 2000), null).calibration();
        point = calibration.points().get(calibration.points().size() / 2);
    }

    /** One decision of the first tier that is asked. */
    @Benchmark
    public int calibrateAndDecide() {
        double confidence = confidences[turn++ & (CONFIDENCES - 1)];
        ModelCalibration model = calibration.models().get(point.entry());
        return point.rules().get(point.entry()).next(model.calibrated(confidence, calibration.scale()));
    }
}
