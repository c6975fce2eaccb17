package dev.spillway.gateway;

import dev.spillway.core.Purse;
import dev.spillway.core.layer.Permits;
import dev.spillway.gateway.callback.CallbackEndpoints;
import dev.spillway.gateway.config.BranchConfig;
import dev.spillway.gateway.config.CallbacksConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.OffloadConfig;
import dev.spillway.gateway.config.RouteConfig;
import dev.spillway.gateway.config.RouteOffloadConfig;
import dev.spillway.gateway.offload.OffloadPlan;
import dev.spillway.gateway.offload.QueueSpec;
import dev.spillway.gateway.offload.TaskFlow;
import dev.spillway.gateway.offload.TaskRoute;
import dev.spillway.gateway.offload.TaskService;
import dev.spillway.offload.GiveUp;
import dev.spillway.offload.Retention;
import dev.spillway.offload.Retry;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What the tasks of an assembly run, on which terms, and how their queues are worked on. */
record TaskAssembly(
        GatewayConfig config,
        Map<String, RouteCompiler.CompiledRoute> compiled,
        Map<String, RouteAssembly> assemblies,
        Backends backends,
        Shared shared) {
    private static final Duration LEASE = Duration.ofSeconds(30);

    TaskService.Setting setting(CallbackEndpoints callbacks) {
        Map<String, TaskRoute> routes = new LinkedHashMap<>();
        Map<String, Set<String>> asked = new LinkedHashMap<>(); // the backends behind each queue
        compiled.forEach((name, route) -> {
            RouteOffloadConfig offload = route.config().offload();
            if (offload != null) {
                routes.put(name, route(name, route, offload));
                Set<String> called = asked.computeIfAbsent(queue(name, offload), _ -> new LinkedHashSet<>());
                called(Objects.requireNonNull(route.offload()).branches(), called);
                if (called.isEmpty()) {
                    called(route.config().flow(), called);
                }
            }
        });
        Map<String, QueueSpec> queues = new LinkedHashMap<>();
        asked.forEach((queue, called) -> queues.put(queue, spec(queue, () -> busiest(called))));
        return new TaskService.Setting(
                routes,
                queues,
                spec("", () -> 0),
                callbacks.endpoints(),
                callbacks.guard(),
                callbacks.fingerprint(),
                config.offload() == null ? 1 : config.offload().replaysPerSecond());
    }

    private int busiest(Set<String> called) {
        return called.stream().mapToInt(backends::inFlight).max().orElse(0);
    }

    private QueueSpec spec(String queue, IntSupplier inFlight) {
        OffloadConfig offload = config.offload();
        if (offload == null) {
            return new QueueSpec(1, 1, 1, LEASE, inFlight);
        }
        OffloadConfig.QueueConfig own = offload.queues().getOrDefault(queue, offload.queue());
        int tenantMost = own.tenantMost() != 0
                ? own.tenantMost()
                : config.tenants() > 1 ? Permits.mostOfOne(own.concurrency()) : own.concurrency();
        return new QueueSpec(own.concurrency(), own.least(), tenantMost, offload.lease(), inFlight);
    }

    private TaskRoute route(String name, RouteCompiler.CompiledRoute route, RouteOffloadConfig offload) {
        String next = offload.person().route();
        RouteCompiler.CompiledRoute instead = next == null ? null : compiled.get(next);
        RouteConfig config = route.config();
        return new TaskRoute(
                plan(name, route, this.config),
                flow(name, route),
                instead == null ? null : own(Objects.requireNonNull(next), instead),
                () -> config.spendMost() == null ? Purse.unlimited() : Purse.of(config.spendMost()));
    }

    private TaskFlow flow(String name, RouteCompiler.CompiledRoute route) {
        RouteCompiler.CompiledOffload offload = Objects.requireNonNull(route.offload());
        RouteCompiler.CompiledFlow flow = offload.flow();
        return flow == null
                ? own(name, route)
                : new TaskFlow(
                        flow.plan(),
                        assembly(name).steps("offload/", flow, offload.branches()),
                        offload.earlier(),
                        false,
                        shared.observer(),
                        shared.time());
    }

    private TaskFlow own(String name, RouteCompiler.CompiledRoute route) {
        return new TaskFlow(
                route.flow().plan(),
                assembly(name).steps("", route.flow(), route.config().flow()),
                Set.of(),
                true,
                shared.observer(),
                shared.time());
    }

    private RouteAssembly assembly(String route) {
        return Objects.requireNonNull(assemblies.get(route), route);
    }

    /** The terms of a route that offloads. */
    static OffloadPlan plan(String name, RouteCompiler.CompiledRoute route, GatewayConfig config) {
        RouteOffloadConfig offload = Objects.requireNonNull(route.config().offload());
        RouteOffloadConfig.PersonConfig person = offload.person();
        Map<String, String> endpoints = new HashMap<>();
        config.callbacks().endpoints().forEach((endpoint, it) -> endpoints.put(endpoint, owner(it)));
        return new OffloadPlan(
                name,
                Objects.requireNonNull(route.offload()).when(),
                queue(name, offload),
                offload.ack(),
                offload.priority(),
                offload.deadline(),
                offload.most(),
                Retry.doubling(
                        offload.attempts(),
                        offload.backoff().first(),
                        offload.backoff().most()),
                retention(offload, config.offload()),
                offload.callback(),
                endpoints,
                new OffloadPlan.Person(
                        person.within(),
                        switch (person.then()) {
                            case RUN -> GiveUp.RUN;
                            case EXPIRE -> GiveUp.EXPIRE;
                            case DIE -> GiveUp.DIE;
                        }));
    }

    private static String owner(CallbacksConfig.EndpointConfig endpoint) {
        return endpoint.tenant() == null ? "" : endpoint.tenant();
    }

    private static Retention retention(RouteOffloadConfig route, @Nullable OffloadConfig whole) {
        OffloadConfig.RetentionConfig own = route.retention();
        if (own == null && whole != null) {
            own = whole.retention();
        }
        return own == null ? Retention.USUAL : new Retention(own.done(), own.dead());
    }

    private static String queue(String route, RouteOffloadConfig offload) {
        return offload.backend() != null ? offload.backend() : route;
    }

    private static void called(Map<String, BranchConfig> branches, Set<String> into) {
        branches.values().forEach(branch -> {
            if (branch.call() != null) {
                into.add(branch.call());
            }
            if (branch.cascade() != null) {
                branch.cascade().tiers().forEach(tier -> into.add(tier.backend()));
            }
            if (branch.flow() != null) {
                called(branch.flow(), into);
            }
        });
    }
}
