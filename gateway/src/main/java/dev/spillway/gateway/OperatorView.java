package dev.spillway.gateway;

import dev.spillway.core.Time;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.edge.operator.OperatorEdge;
import dev.spillway.gateway.loops.Heartbeat;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.gateway.observe.Metrics;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What operators see of a running gateway. */
final class OperatorView implements OperatorEdge.Sight {
    private static final Duration PROBE_MOST = Duration.ofMillis(500);

    /** Who asks more often gets what the backends said before. */
    private static final Duration ASK_EVERY = Duration.ofSeconds(1);

    /** How long a loop may take to get round to asking the backends. */
    private static final Duration LOOP_MAX = Duration.ofSeconds(1);

    private final Live live;
    private final DurableQueue queue;
    private final Loops loops;
    private final Metrics metrics;
    private final RouteRules rules;
    private final Time time;
    private volatile String readiness = "starting";
    private volatile @Nullable Asked asked;

    /** What the backends said of themselves last, and when they were asked. */
    private record Asked(Future<Map<String, Backend.Health>> health, long nanos) {}

    OperatorView(Live live, DurableQueue queue, Loops loops, Metrics metrics, RouteRules rules, Time time) {
        this.time = time;
        this.rules = rules;
        this.metrics = metrics;
        this.live = live;
        this.queue = queue;
        this.loops = loops;
    }

    void readiness(String now) {
        readiness = now;
    }

    /** A gateway that would be ready is not while an event loop is blocked, or was a moment ago: the word says which. */
    @Override
    public String readiness() {
        String now = readiness;
        return now.equals(OperatorEdge.READY) ? loops(time.nanos()) : now;
    }

    private String loops(long nowNanos) {
        for (Loops.Loop loop : loops.all()) {
            long blockedNanos = loop.heartbeat().blockedForNanos(nowNanos);
            if (blockedNanos > 0) {
                return "event loop " + loop.index() + " has been blocked for "
                        + TimeUnit.NANOSECONDS.toMillis(blockedNanos) + " ms";
            }
            if (!loop.heartbeat().isFree(nowNanos)) {
                return "event loop " + loop.index() + " was blocked less than " + Heartbeat.FREE_AFTER.toSeconds()
                        + " s ago";
            }
        }
        return OperatorEdge.READY;
    }

    @Override
    public Future<Map<String, Backend.Health>> backends() {
        long nowNanos = time.nanos();
        Asked last = asked; // on the operators' loop alone
        if (last != null && nowNanos - last.nanos < ASK_EVERY.toNanos()) {
            return last.health;
        }
        Asked next = new Asked(elsewhere(), nowNanos);
        asked = next;
        return next.health;
    }

    /** Asks them on a loop that has connections to them; the answer comes on this one. */
    private Future<Map<String, Backend.Health>> elsewhere() {
        Promise<Map<String, Backend.Health>> seen = Promise.promise();
        EventLoop here = Loops.current().executor();
        Time.Timer enough = time.after(
                LOOP_MAX, () -> seen.tryComplete(Map.of("", new Backend.Health(false, "the event loops are busy"))));
        loops.all()
                .getFirst()
                .executor()
                .execute(() -> ask().onComplete(health -> here.execute(() -> {
                    enough.cancel();
                    seen.tryComplete(health.otherwise(Map.of()).result());
                })));
        return seen.future();
    }

    private Future<Map<String, Backend.Health>> ask() {
        Map<String, Backend> all = live.current().backends().all();
        List<Future<Backend.Health>> asked = new ArrayList<>();
        all.values().forEach(backend -> asked.add(backend.health(PROBE_MOST)));
        return Future.all(asked).map(answers -> {
            Map<String, Backend.Health> health = new LinkedHashMap<>();
            int next = 0;
            for (String name : all.keySet()) {
                health.put(name, answers.resultAt(next++));
            }
            return health;
        });
    }

    @Override
    public Future<String> metrics() {
        return Objects.requireNonNull(Vertx.currentContext(), "the operators' loop")
                .executeBlocking(metrics::scrape, false)
                .map(text -> text == null ? "" : text);
    }

    @Override
    public Map<String, @Nullable Object> details() {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("eventLoops", loops.all().size());
        details.put("routes", List.copyOf(live.current().config().routes().keySet()));
        details.put("breakers", live.current().backends().breakers());
        details.put("rules", rules.report());
        if (queue.tasks() != null) {
            details.put("offload", queue.health());
        }
        return details;
    }
}
