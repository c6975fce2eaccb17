package dev.spillway.gateway.resilience;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.gateway.config.BreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Refuses attempts on a backend that has been failing, or that has been too slow, and lets a few through to see whether it
 * still does.
 *
 * <p>What counts against the backend: it failed, could not be reached, lacks the model, said that it has too much to do, or did
 * not answer in time. What counts for it: an answer, though a slow one counts as slow. What says nothing of it, and gives the permit back:
 * refusals, which were not attempted; our own cancellations; requests that it rejects and replies that can't be used, which
 * a caller can bring about with odd input and so open the breaker for all the others; and an attempt that was given
 * less time than {@code least}. An open breaker stays open at least for as long as the backend asked to be left alone, up to a minute.
 *
 * <p>Every permit is told an outcome, or goes back, when the attempt's scope ends, and the attempt is bounded; so the probes of a
 * half-open breaker are never waited for longer than one attempt may take, and no timer is needed. (The library's own bound
 * for that runs on a thread and a clock of its own.) Shared by all event loops.
 */
public final class Breaker implements Layer {
    private static final float PERCENT = 100;
    private static final Duration AWAY_MAX = Duration.ofMinutes(1); // a word from outside shuts no backend for longer

    private final CircuitBreaker circuit;
    private final Duration open;
    private final long leastNanos;
    private final Time time;
    private volatile Runnable beforeProbes = () -> {};
    private volatile long awayUntilNanos; // as the backend asked for
    private volatile long openUntilNanos;

    /**
     * A closed breaker.
     *
     * @param slowAfter from which time on an answer is slow
     * @param least an attempt that had less time says nothing where it did not answer
     */
    public Breaker(String name, BreakerConfig config, Duration slowAfter, Duration least, Time time) {
        this.open = config.open();
        this.leastNanos = least.toNanos();
        this.time = time;
        this.awayUntilNanos = time.nanos();
        this.openUntilNanos = awayUntilNanos;
        this.circuit = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .clock(new BreakerClock(time))
                        .slidingWindow(
                                Math.toIntExact(Math.max(1, config.window().toSeconds())),
                                config.leastCalls(),
                                SlidingWindowType.TIME_BASED,
                                SlidingWindowSynchronizationStrategy.LOCK_FREE)
                        .failureRateThreshold((float) config.failures() * PERCENT)
                        .slowCallRateThreshold((float) config.slow() * PERCENT)
                        .slowCallDurationThreshold(slowAfter)
                        .waitIntervalFunctionInOpenState(_ -> opening().toMillis())
                        .permittedNumberOfCallsInHalfOpenState(config.probes())
                        .writableStackTraceEnabled(false)
                        .build());
        circuit.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == CircuitBreaker.State.HALF_OPEN) {
                beforeProbes.run(); // the first probe comes right behind
            }
        });
    }

    /** For how long it opens now: as configured, or longer if the backend asked for that. */
    private Duration opening() {
        long now = time.nanos();
        long wait = Math.max(open.toNanos(), awayUntilNanos - now);
        openUntilNanos = now + wait;
        return Duration.ofNanos(wait);
    }

    /** The backend asked not to be called for so long: that counts when the breaker opens. */
    private void heed(Duration retryAfter) {
        Duration wait = retryAfter.compareTo(AWAY_MAX) < 0 ? retryAfter : AWAY_MAX;
        long until = time.nanos() + wait.toNanos();
        if (until - awayUntilNanos > 0) {
            awayUntilNanos = until;
        }
    }

    /** What is to be done before an open breaker lets its first probe through, on that probe's loop; in the place of what was. */
    public void beforeProbes(Runnable task) {
        beforeProbes = task;
    }

    /** Whether an attempt would be refused at this moment: it is open, and not yet long enough for probes. */
    public boolean isShut() {
        return circuit.getState() == CircuitBreaker.State.OPEN && time.nanos() - openUntilNanos <= 0;
    }

    /** The state in a word: {@code closed}, {@code open} or {@code half-open}. */
    public String state() {
        return circuit.getState().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Step around(Step inner) {
        return call -> {
            if (!circuit.tryAcquirePermission()) {
                return Future.succeededFuture(new Outcome.Refused(
                        Refusal.CIRCUIT_OPEN,
                        "the breaker of " + circuit.getName() + " is " + state(),
                        Duration.ofNanos(Math.max(0, openUntilNanos - time.nanos())),
                        List.of()));
            }
            Permit permit = new Permit(call);
            call.scope().onEnd(permit::giveBack);
            return inner.run(call).map(outcome -> {
                permit.tell(outcome);
                return outcome;
            });
        };
    }

    /** Leave for one attempt. Confined to the call's event loop. */
    private final class Permit {
        private final Call call;
        private final long began = time.nanos();
        private boolean told;

        Permit(Call call) {
            this.call = call;
        }

        void tell(Outcome outcome) {
            switch (outcome) {
                case Outcome.Answer _ -> report(true);
                case Outcome.Failed failed
                when isAgainstTheBackend(failed.why()) -> {
                    heed(failed.retryAfter()); // before it opens because of this
                    report(false);
                }
                case Outcome.Failed _, Outcome.Refused _, Outcome.Deferred _ -> giveBack();
            }
        }

        private boolean isAgainstTheBackend(Failure why) {
            return switch (why) {
                case UNREACHABLE, NOT_READY, THROTTLED, BACKEND_ERROR -> true;
                case TIMED_OUT -> time.nanos() - began >= leastNanos;
                case CANCELLED -> call.budget().leftNanos(time) == 0 && time.nanos() - began >= leastNanos;
                case REJECTED, TOO_LARGE, BAD_REPLY, DEFECT -> false;
            };
        }

        private void report(boolean success) {
            if (told) {
                return;
            }
            told = true;
            long took = time.nanos() - began;
            if (success) {
                circuit.onSuccess(took, TimeUnit.NANOSECONDS);
            } else {
                circuit.onError(took, TimeUnit.NANOSECONDS, new AttemptFailed());
            }
        }

        void giveBack() {
            if (!told) {
                told = true;
                circuit.releasePermission();
            }
        }
    }

    /** What the library wants to be told of a failure; no one looks at it. */
    private static final class AttemptFailed extends Exception {
        private static final long serialVersionUID = 1;

        AttemptFailed() {
            super("the attempt failed", null, false, false);
        }
    }
}
