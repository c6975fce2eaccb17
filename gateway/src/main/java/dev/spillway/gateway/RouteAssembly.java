package dev.spillway.gateway;

import dev.spillway.cascade.Pacer;
import dev.spillway.cascade.Steering;
import dev.spillway.core.Entry;
import dev.spillway.core.Layer;
import dev.spillway.core.Money;
import dev.spillway.core.Purse;
import dev.spillway.core.Step;
import dev.spillway.core.layer.DrawOn;
import dev.spillway.core.layer.Fallback;
import dev.spillway.core.layer.Observe;
import dev.spillway.core.layer.OrElse;
import dev.spillway.core.layer.Reserve;
import dev.spillway.core.layer.Shed;
import dev.spillway.core.layer.UnlessSure;
import dev.spillway.core.layer.Within;
import dev.spillway.gateway.cache.Coalesce;
import dev.spillway.gateway.cache.Fresh;
import dev.spillway.gateway.cache.Keying;
import dev.spillway.gateway.cache.Stale;
import dev.spillway.gateway.config.BranchConfig;
import dev.spillway.gateway.config.CacheConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.LadderConfig;
import dev.spillway.gateway.config.RouteConfig;
import dev.spillway.gateway.config.check.Digests;
import dev.spillway.gateway.flow.Flow;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.gateway.offload.Acceptance;
import dev.spillway.gateway.offload.Offload;
import dev.spillway.gateway.route.Route;
import dev.spillway.gateway.tiers.CascadeAssembly;
import dev.spillway.gateway.tiers.CascadePlan;
import dev.spillway.rules.Rules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts one route together. This is where order is behaviour: read {@link #route} from the top as a call goes. */
final class RouteAssembly {
    private final String name;
    private final RouteCompiler.CompiledRoute compiled;
    private final Backends backends;
    private final Shared shared;
    private final List<Layer> paying = new ArrayList<>(1);
    private final CascadeAssembly cascades;
    private final Keying keying;
    private final int tenants;
    private final @Nullable Offload offload;

    RouteAssembly(
            String name,
            RouteCompiler.CompiledRoute compiled,
            GatewayConfig config,
            Backends backends,
            @Nullable Acceptance acceptance,
            Map<Path, String> files,
            Shared shared) {
        this.name = name;
        this.offload = compiled.config().offload() == null || acceptance == null
                ? null
                : new Offload(TaskAssembly.plan(name, compiled, config), acceptance, shared.observer());
        this.keying = new Keying(name, version(compiled.config(), config, files));
        this.compiled = compiled;
        this.tenants = config.tenants();
        this.backends = backends;
        this.shared = shared;
        List<CascadePlan> plans = compiled.flow().allCascades().toList();
        Pacer pacer = shared.spending().of(name, compiled.config(), plans, config.backends());
        if (pacer != null) {
            paying.add(new DrawOn(pacer));
        }
        this.cascades = new CascadeAssembly(
                backend -> backends.asked(backend, shared.observer()),
                pacer,
                shared.outcomes().of(config.outcomes()),
                shared.observer(),
                shared.time());
    }

    /** Changes with all that the route's answers depend on: its configuration, the backends and the files that it names. */
    private static String version(RouteConfig route, GatewayConfig config, Map<Path, String> files) {
        Map<Path, String> named = new TreeMap<>(files);
        named.values().removeIf(String::isEmpty);
        String all = route + "\n" + config.backends() + "\n" + named;
        return Digests.of(all.getBytes(StandardCharsets.UTF_8));
    }

    Route route() {
        RouteConfig config = compiled.config();
        List<Layer> layers = new ArrayList<>();
        layers.add(new Observe(Entry.Kind.ROUTE, name, shared.observer())); // sees every outcome, refusals too
        if (offload != null) {
            layers.add(offload); // turns a wanted follow-up into a handle, whatever answered
        }
        layers.addAll(cached()); // a fresh hit costs nothing and is never shed
        layers.addAll(ladder()); // answers whatever was refused or failed below, or is not sure
        layers.addAll(coalesced()); // inside of them, so that each waiter has its own ladder and deadline
        layers.add(new Shed(config.limit(), tenants > 1)); // before any work
        layers.add(new Within(config.budget().most(), shared.time())); // bounds everything below, and cancels it
        layers.addAll(paying); // whatever is spent below is paid from the route's budget, too
        Step step = Layer.stack(layers, flow("", compiled.flow(), config.flow()));
        return new Route(
                name,
                config.description(),
                config.budget().orDefault(),
                config.budget().most(),
                compiled.input(),
                config.spendMost(),
                offload != null,
                step);
    }

    private List<Layer> cached() {
        CacheConfig cache = compiled.config().cache();
        if (cache == null) {
            return List.of();
        }
        Fresh.Ages ages = new Fresh.Ages(cache.ttl(), cache.revalidate(), cache.staleOrTtl());
        Money most = compiled.config().spendMost();
        return List.of(new Fresh(
                shared.cache(),
                keying,
                ages,
                compiled.config().budget().most(),
                () -> most == null ? Purse.unlimited() : Purse.of(most),
                shared.observer(),
                shared.time()));
    }

    private @Nullable Fallback stale() {
        CacheConfig cache = compiled.config().cache();
        return cache == null
                ? null
                : new Stale(shared.cache(), keying, cache.staleOrTtl(), shared.observer(), shared.time());
    }

    private List<Layer> coalesced() {
        return compiled.config().coalesce()
                ? List.of(
                        new Within(compiled.config().budget().most(), shared.time()), // keeps a waiter's best so far
                        new Coalesce(keying, () -> Loops.current().executor(), shared.observer(), shared.time()))
                : List.of();
    }

    /** The rungs below the flow, outermost the last one; inside of them the time is kept back that they need. */
    private List<Layer> ladder() {
        LadderConfig config = compiled.config().ladder();
        Rules rules = shared.rules().of(name, compiled);
        List<Layer> rungs = new ArrayList<>();
        boolean sureOnly = true; // a rung before `unsure` comes before a model that is not sure
        for (LadderConfig.Rung rung : config.order()) {
            sureOnly &= rung != LadderConfig.Rung.UNSURE;
            Fallback fallback = switch (rung) {
                case UNSURE -> null;
                case STALE -> stale();
                case RULES -> rules;
            };
            if (fallback != null) {
                rungs.addFirst(sureOnly ? new UnlessSure(fallback) : new OrElse(fallback));
            }
        }
        if (!rungs.isEmpty()) {
            rungs.add(new Reserve(config.reserve(), () -> Loops.recentDelayNanos(shared.time()), shared.time()));
        }
        if (rules != null && config.drill() > 0) {
            rungs.add(shared.rules().drilled(name, config.drill())); // so that they work on the day
        }
        return rungs;
    }

    private Step flow(String place, RouteCompiler.CompiledFlow flow, Map<String, BranchConfig> branches) {
        return new Flow(flow.plan(), steps(place, flow, branches), shared.observer(), shared.time());
    }

    /**
     * The step of each branch of a flow, by name.
     *
     * @param place what stands before a branch's name where it is shown to operators
     */
    Map<String, Step> steps(String place, RouteCompiler.CompiledFlow flow, Map<String, BranchConfig> branches) {
        Map<String, Step> steps = new LinkedHashMap<>();
        branches.forEach((branch, config) -> steps.put(branch, branch(place + branch, branch, config, flow)));
        return steps;
    }

    private Step branch(String place, String branch, BranchConfig config, RouteCompiler.CompiledFlow flow) {
        Step step;
        if (config.call() != null) {
            step = backends.step(config.call(), shared.observer());
        } else if (config.cascade() != null) {
            CascadePlan plan = Objects.requireNonNull(flow.cascades().get(branch));
            Steering steering = shared.drifts().steering(name, place, plan, cascades.pacer(), cascades::steering);
            step = cascades.cascade(place, plan, steering);
        } else {
            RouteCompiler.CompiledFlow within =
                    Objects.requireNonNull(flow.within().get(branch));
            step = flow(place + "/", within, Objects.requireNonNull(config.flow()));
        }
        return config.most() == null ? step : Layer.stack(List.of(new Within(config.most(), shared.time())), step);
    }
}
