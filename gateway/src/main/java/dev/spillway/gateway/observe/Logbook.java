package dev.spillway.gateway.observe;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Observer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of the calls goes into the log: our defects at once, the troubles of each backend once in a while, and each request
 * only where someone has set {@value #REQUESTS} to DEBUG. Never what was asked or answered.
 */
public final class Logbook implements Observer {
    /** The logger that tells of each request. */
    public static final String REQUESTS = "dev.spillway.requests";

    /** How long a backend's troubles are gathered before the log hears of them again. */
    static final Duration QUIET = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Logbook.class);
    private static final Logger REQUEST = LoggerFactory.getLogger(REQUESTS);
    private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    /** What has not been told yet of a backend. */
    private record Trouble(AtomicLong quietUntilNanos, AtomicInteger untold) {}

    private final Time time;
    private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

    public Logbook(Time time) {
        this.time = time;
    }

    @Override
    public void ended(Call call, Entry entry) {
        if (entry.kind() == Entry.Kind.BACKEND && entry.status() == Entry.Status.FAILED) {
            trouble(entry);
        } else if (entry.kind() == Entry.Kind.ROUTE && REQUEST.isDebugEnabled()) {
            request(call, entry);
        }
    }

    @Override
    public void defect(Call call, Entry entry, Throwable bug) {
        LOG.error(
                "a defect of the gateway at {} of route {}, request {}",
                entry.path(),
                call.request().route(),
                call.request().id(),
                bug);
    }

    private void trouble(Entry entry) {
        String backend = entry.path().substring(entry.path().lastIndexOf('/') + 1);
        long now = time.nanos();
        Trouble trouble = troubles.computeIfAbsent(
                backend, _ -> new Trouble(new AtomicLong(now), new AtomicInteger()));
        trouble.untold.incrementAndGet();
        long quietUntil = trouble.quietUntilNanos.get();
        if (now - quietUntil >= 0
                && trouble.quietUntilNanos.compareAndSet(quietUntil, now + QUIET.toNanos())) {
            LOG.atWarn()
                    .addKeyValue("backend", backend)
                    .addKeyValue("reason", entry.reason())
                    .addKeyValue("failures", trouble.untold.getAndSet(0))
                    .log("a backend fails: {}", entry.detail());
        }
    }

    private static void request(Call call, Entry entry) {
        REQUEST.atDebug()
                .addKeyValue("request", call.request().id())
                .addKeyValue("route", call.request().route())
                .addKeyValue("tenant", call.caller().tenant())
                .addKeyValue("principal", call.caller().principal())
                .addKeyValue("status", Entry.word(entry.status()))
                .addKeyValue("reason", entry.reason())
                .addKeyValue("grantedMillis", entry.grantedNanos() / NANOS_PER_MILLI)
                .addKeyValue("usedMillis", entry.usedNanos() / NANOS_PER_MILLI)
                .addKeyValue("spent", call.purse().spent().toString())
                .log("request");
    }
}
