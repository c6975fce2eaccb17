package dev.spillway.gateway.backend;

import dev.spillway.core.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a backend's server said when it last failed: for operators, in health details and, at level debug, in the log. Callers
 * learn the class of the failure only. For any thread.
 */
public final class LastFailure {
    private static final Logger LOG = LoggerFactory.getLogger(LastFailure.class);
    private static final long SHOWN_NANOS = Duration.ofMinutes(5).toNanos();

    private record Said(String words, long nanos) {}

    private final String backend;
    private final Time time;
    private volatile @Nullable Said last;

    public LastFailure(String backend, Time time) {
        this.backend = backend;
        this.time = time;
    }

    /** The server said something with a failure; {@link ServerWords} has made it fit. */
    public void said(String words) {
        LOG.debug("backend {}: {}", backend, words);
        last = new Said(words, time.nanos());
    }

    /** A health detail, and the last failure behind it where it is of the last minutes. */
    public Backend.Health behind(Backend.Health health) {
        Said said = last;
        if (said == null) {
            return health;
        }
        long ago = time.nanos() - said.nanos;
        return ago > SHOWN_NANOS
                ? health
                : new Backend.Health(
                        health.ready(),
                        health.detail() + "; " + Duration.ofNanos(ago).toSeconds() + " s ago a call failed: "
                                + said.words,
                        health.misfits());
    }
}
