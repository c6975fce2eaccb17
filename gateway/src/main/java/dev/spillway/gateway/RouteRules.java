package dev.spillway.gateway;

import dev.spillway.core.Layer;
import dev.spillway.gateway.observe.Metrics;
import dev.spillway.rules.RuleCounts;
import dev.spillway.rules.RuleSet;
import dev.spillway.rules.Rules;
import dev.spillway.rules.shadow.Difference;
import dev.spillway.rules.shadow.Drill;
import dev.spillway.rules.shadow.Exercised;
import dev.spillway.rules.shadow.ShadowRules;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The rules of all routes in force: what they decided, what a candidate would have, and how their drills go. Thread-safe. */
final class RouteRules {
    private static final int SAMPLES = 20;
    private static final int DRILLS_WAITING = 256;

    private final Metrics metrics;
    private final ConcurrentHashMap<String, InForce> routes = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Runnable> shown = new ConcurrentHashMap<>();
    private final Executor aside = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(DRILLS_WAITING),
            task -> Thread.ofPlatform().name("drill").daemon().unstarted(task));

    private record InForce(
            RuleSet set,
            RuleCounts counts,
            Drill drill,
            @Nullable ShadowRules candidate) {}

    RouteRules(Metrics metrics) {
        this.metrics = metrics;
    }

    /** The rules of a route, in force from now on; null where it has none. */
    @Nullable
    Rules of(String route, RouteCompiler.CompiledRoute compiled) {
        RuleSet set = compiled.rules();
        if (set == null) {
            routes.remove(route);
            return null;
        }
        RuleCounts counts = new RuleCounts(set);
        ShadowRules candidate = compiled.candidate() == null ? null : new ShadowRules(compiled.candidate(), SAMPLES);
        routes.put(route, new InForce(set, counts, new Drill(set, SAMPLES), candidate));
        counts.decided().keySet().forEach(rule -> show(route, rule));
        return new Rules("rules", set, heard -> {
            counts.add(heard.decision());
            if (candidate != null) {
                candidate.accept(heard);
            }
        });
    }

    /** Drills the rules of a route with a share of its calls. */
    Layer drilled(String route, double share) {
        Drill drill = Objects.requireNonNull(routes.get(route)).drill;
        return new Exercised(drill, share, () -> ThreadLocalRandom.current().nextDouble(), aside);
    }

    private void show(String route, String rule) {
        shown.computeIfAbsent(
                route + "/" + rule,
                label -> metrics.gauge(
                        "spillway_rules_decided",
                        "How often a rule decided, since its set took effect.",
                        "rule",
                        label,
                        () -> count(route, rule)));
    }

    /** An assembly with these routes took effect: nothing is told of other routes and rules any more. */
    void settle(Set<String> names) {
        routes.keySet().retainAll(names);
        Set<String> labels = new HashSet<>();
        routes.forEach((route, now) -> now.counts.decided().keySet().forEach(rule -> labels.add(route + "/" + rule)));
        shown.entrySet().removeIf(one -> {
            boolean isGone = !labels.contains(one.getKey());
            if (isGone) {
                one.getValue().run();
            }
            return isGone;
        });
    }

    private long count(String route, String rule) {
        InForce now = routes.get(route);
        return now == null ? 0 : now.counts.decided().getOrDefault(rule, 0L);
    }

    /** What operators see: for each route its set, what it decided, its drill, and how a candidate differs. */
    Map<String, @Nullable Object> report() {
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        routes.forEach((route, now) -> {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("set", now.set.name());
            one.put("version", now.set.version());
            one.put("decided", now.counts.decided());
            one.put("notEvaluated", now.counts.passed());
            one.put("drill", drill(now.drill.report()));
            if (now.candidate != null) {
                one.put("candidate", candidate(now.candidate));
            }
            report.put(route, one);
        });
        return report;
    }

    private static Map<String, @Nullable Object> drill(Drill.Report drill) {
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("agreed", drill.agreed());
        report.put("differed", drill.differed());
        report.put("none", drill.none());
        report.put("notEvaluated", drill.unevaluated());
        report.put("defects", drill.defects());
        report.put("leftOut", drill.leftOut());
        report.put("samples", samples(drill.samples()));
        return report;
    }

    private static Map<String, @Nullable Object> candidate(ShadowRules shadow) {
        ShadowRules.Report compared = shadow.report();
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("version", shadow.candidate().version());
        report.put("same", compared.same());
        report.put("otherRule", compared.otherRule());
        report.put("otherAnswer", compared.otherAnswer());
        report.put("notEvaluated", compared.unevaluated());
        report.put("samples", samples(compared.samples()));
        return report;
    }

    private static List<Object> samples(List<Difference> differences) {
        return List.copyOf(differences.stream()
                .map(one -> Map.<String, Object>of(
                        "request", one.request(), "live", one.live(), "other", one.other(), "fields", one.fields()))
                .toList());
    }
}
