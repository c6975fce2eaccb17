package dev.spillway.offload.callback;

import dev.spillway.core.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether an endpoint is to be called just now: its breaker, its pauses, its rate, and whether it is enabled at all. On one
 * event loop.
 *
 * <p>While it is not to be called its callbacks wait, and no attempt of theirs is used up.
 */
public final class EndpointHealth {
    private static final int FAILURES = 5; // in a row, until the breaker opens
    private static final Duration OPEN_FIRST = Duration.ofSeconds(30);
    private static final Duration OPEN_MOST = Duration.ofHours(1);
    private static final Duration PAUSE_LEAST = Duration.ofSeconds(10); // where it asks for less load and says no time
    private static final Duration PAUSE_MOST = Duration.ofHours(24);
    private static final Duration FAILING_MOST = Duration.ofDays(5); // until it is disabled

    private final Endpoint endpoint;
    private final Time time;
    private int running;
    private int failures;
    private Duration open = OPEN_FIRST;
    private long pausedUntilNanos;
    private @Nullable Long failingSinceNanos;
    private String disabled = "";
    private double tokens;
    private long countedNanos;

    EndpointHealth(Endpoint endpoint, Time time) {
        this.endpoint = endpoint;
        this.time = time;
        this.tokens = endpoint.perSecond();
        this.countedNanos = time.nanos();
        this.pausedUntilNanos = countedNanos;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** How many callbacks may be under way just now. */
    public int room() {
        long now = time.nanos();
        if (!disabled.isEmpty() || now - pausedUntilNanos < 0) {
            return 0;
        }
        tokens = Math.min(endpoint.perSecond(), tokens + (now - countedNanos) / 1e9 * endpoint.perSecond());
        countedNanos = now;
        int most = failures >= FAILURES ? 1 : endpoint.most(); // half open: one tries
        return Math.min(most, running + (int) tokens);
    }

    /** Why it is disabled; empty while it is not. */
    public String disabled() {
        return disabled;
    }

    /** How many callbacks in a row have failed. */
    public int failures() {
        return failures;
    }

    /** Calls it again, from now on. */
    public void enable() {
        disabled = "";
        pausedUntilNanos = time.nanos();
        succeeded();
    }

    /** Calls it no more until someone enables it. */
    public void disable(String reason) {
        disabled = reason;
    }

    void began() {
        running++;
        tokens--;
    }

    void ended() {
        running--;
    }

    void succeeded() {
        failures = 0;
        open = OPEN_FIRST;
        failingSinceNanos = null;
    }

    void failed() {
        long now = time.nanos();
        failures++;
        if (failingSinceNanos == null) {
            failingSinceNanos = now;
        } else if (now - failingSinceNanos > FAILING_MOST.toNanos()) {
            disable("nothing has arrived for " + FAILING_MOST.toDays() + " days");
        }
        if (failures >= FAILURES && now - pausedUntilNanos >= 0) { // those that were under way already count once
            pauseUntil(now + open.toNanos());
            open = shorter(open.multipliedBy(2), OPEN_MOST);
        }
    }

    /** It asked for less load. */
    void throttled(Duration retryAfter) {
        Duration pause = retryAfter.compareTo(PAUSE_LEAST) > 0 ? retryAfter : PAUSE_LEAST;
        pauseUntil(time.nanos() + shorter(pause, PAUSE_MOST).toNanos());
    }

    private void pauseUntil(long nanos) {
        if (nanos - pausedUntilNanos > 0) {
            pausedUntilNanos = nanos;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
