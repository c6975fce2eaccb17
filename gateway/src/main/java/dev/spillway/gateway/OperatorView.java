package dev.spillway.gateway;

import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.edge.operator.OperatorEdge;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.gateway.observe.Metrics;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What operators see of a running gateway. */
final class OperatorView implements OperatorEdge.Sight {
    private static final Duration PROBE_MOST = Duration.ofMillis(500);

    private final Live live;
    private final DurableQueue queue;
    private final Loops loops;
    private final Metrics metrics;
    private final RouteRules rules;
    private volatile String readiness = "starting";

    OperatorView(Live live, DurableQueue queue, Loops loops, Metrics metrics, RouteRules rules) {
        this.rules = rules;
        this.metrics = metrics;
        this.live = live;
        this.queue = queue;
        this.loops = loops;
    }

    void readiness(String now) {
        readiness = now;
    }

    @Override
    public String readiness() {
        return readiness;
    }

    @Override
    public Future<Map<String, String>> backends() {
        Map<String, Backend> all = live.current().backends().all();
        List<Future<Backend.Health>> asked = new ArrayList<>();
        all.values().forEach(backend -> asked.add(backend.health(PROBE_MOST)));
        return Future.all(asked).map(answers -> {
            Map<String, String> health = new LinkedHashMap<>();
            int next = 0;
            for (String name : all.keySet()) {
                Backend.Health one = answers.resultAt(next++);
                health.put(name, one.detail());
            }
            return health;
        });
    }

    @Override
    public Future<String> metrics() {
        return loops.vertx().executeBlocking(() -> metrics.scrape(), false).map(text -> text == null ? "" : text);
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
