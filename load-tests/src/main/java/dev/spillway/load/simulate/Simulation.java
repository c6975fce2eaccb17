package dev.spillway.load.simulate;

import io.netty.util.concurrent.EventExecutor;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one server pretends: its simulated latency and its injected fault, both changeable at any time, and the counts of
 * its requests. Thread-safe; no thread ever waits, delays are timers of the request's event loop (and about a millisecond
 * coarse, as those are).
 */
public final class Simulation {
    private final Random random;
    private final LongAdder received = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder invalid = new LongAdder();
    private final LongAdder faulted = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder wastedNanos = new LongAdder();
    private volatile Latency latency;
    private volatile Fault fault = new Fault.None();

    public Simulation(Latency latency, long seed) {
        this.latency = latency;
        this.random = new Random(seed);
    }

    public Latency latency() {
        return latency;
    }

    public void latency(Latency next) {
        latency = next;
    }

    public Fault fault() {
        return fault;
    }

    /** For requests that arrive from now on; those under way end as they would have. */
    public void fault(Fault next) {
        fault = next;
    }

    /** A request has arrived. */
    public Attempt begin() {
        received.increment();
        return new Attempt(this, System.nanoTime());
    }

    /** Decides what becomes of the request, and when; to be called on its event loop. */
    public void play(Attempt attempt, EventExecutor loop, Exchange exchange) {
        switch (fault) {
            case Fault.Stall(double share) when strikes(share) -> {} // until the client leaves
            case Fault.Refuse _, Fault.Freeze _ -> {} // came in just before the port closed or fell silent
            case Fault.Fail(ErrorCode code, double share)
            when strikes(share) -> later(attempt, loop, 1, Attempt.Ending.FAULTED, () -> exchange.fail(code));
            case Fault.Drop(double share)
            when strikes(share) -> later(attempt, loop, 0, Attempt.Ending.FAULTED, exchange::drop);
            case Fault.Garbage(double share)
            when strikes(share) -> later(attempt, loop, 1, Attempt.Ending.FAULTED, exchange::garble);
            case Fault.Slow(double factor) -> later(attempt, loop, factor, Attempt.Ending.ANSWERED, exchange::answer);
            case Fault.None _, Fault.Stall _, Fault.Fail _, Fault.Drop _, Fault.Garbage _ ->
                later(attempt, loop, 1, Attempt.Ending.ANSWERED, exchange::answer);
        }
    }

    private boolean strikes(double share) {
        return share >= 1 || random.nextDouble() < share;
    }

    private void later(Attempt attempt, EventExecutor loop, double factor, Attempt.Ending how, Runnable what) {
        long nanos = Math.round(latency.drawNanos(random) * factor);
        Runnable ending = () -> {
            if (attempt.end(how)) {
                what.run();
            }
        };
        if (nanos == 0) {
            ending.run();
        } else {
            attempt.onTimer(loop.schedule(ending, nanos, TimeUnit.NANOSECONDS));
        }
    }

    void count(Attempt.Ending how, long beganNanos) {
        switch (how) {
            case ANSWERED -> answered.increment();
            case INVALID -> invalid.increment();
            case FAULTED -> faulted.increment();
            case CANCELLED -> {
                cancelled.increment();
                wastedNanos.add(System.nanoTime() - beganNanos);
            }
        }
    }

    public Counts counts() {
        long ended = answered.sum() + invalid.sum() + faulted.sum() + cancelled.sum();
        return new Counts(
                received.sum(),
                answered.sum(),
                invalid.sum(),
                faulted.sum(),
                cancelled.sum(),
                Math.max(0, received.sum() - ended),
                wastedNanos.sum() / 1e6);
    }
}
