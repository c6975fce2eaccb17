package dev.spillway.load.micro;

import dev.spillway.cascade.calibration.CalibrationFit;
import dev.spillway.cascade.calibration.OutcomeLog;
import java.io.IOException;
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

/** Calibrating five tiers from 300 queries: calibrators, thresholds and the forecast of every operating point. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CalibrationFitBenchmark {
    private static final int TIERS = 5;
    private static final int QUERIES = 300;

    @SuppressWarnings("NullAway.Init") // set before the first measurement
    private OutcomeLog log;

    /** Makes the log. */
    @Setup
    public void setUp() throws IOException {
        log = Outcomes.of(TIERS, QUERIES);
    }

    /** One fit. */
    @Benchmark
    public CalibrationFit.Fitted fiveTiersOn300Queries() {
        return CalibrationFit.fit(log, null);
    }
}
