package dev.spillway.gateway;

import dev.spillway.core.Entry;
import dev.spillway.core.Layer;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Observe;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Shed;
import dev.spillway.core.layer.Within;
import dev.spillway.gateway.callback.CallbackEndpoints;
import dev.spillway.gateway.config.BranchConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.RouteConfig;
import dev.spillway.gateway.edge.Callers;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.RouteList;
import dev.spillway.gateway.flow.Flow;
import dev.spillway.gateway.offload.Acceptance;
import dev.spillway.gateway.offload.Offload;
import dev.spillway.gateway.offload.TaskService;
import dev.spillway.gateway.route.Route;
import dev.spillway.gateway.route.Routes;
import dev.spillway.proto.v1.ListRoutesResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's steps and layers, put together from one configuration. This is where order is behaviour: read {@link
 * #route} from the top as a call goes.
 *
 * @param files the configuration's files, each with its digest when it was read
 */
record Assembly(
        GatewayConfig config,
        Backends backends,
        Intake.State state,
        ListRoutesResponse listed,
        TaskService.Setting tasks,
        Map<Path, String> files) {

    static Assembly of(
            GatewayConfig config,
            Map<String, RouteCompiler.CompiledRoute> compiled,
            Backends backends,
            CallbackEndpoints callbacks,
            @Nullable Acceptance acceptance,
            Map<Path, String> files,
            Observer observer,
            Time time) {
        LinkedHashMap<String, Route> routes = new LinkedHashMap<>();
        compiled.forEach(
                (name, route) -> routes.put(name, route(name, route, config, backends, acceptance, observer, time)));
        TaskService.Setting tasks = new TaskAssembly(config, compiled, backends, observer, time).setting(callbacks);
        Routes byName = new Routes(routes);
        Intake.State state = new Intake.State(Callers.of(config.callers()), byName, config.replyReserve());
        return new Assembly(config, backends, state, RouteList.of(byName), tasks, files);
    }

    private static Route route(
            String name,
            RouteCompiler.CompiledRoute compiled,
            GatewayConfig whole,
            Backends backends,
            @Nullable Acceptance acceptance,
            Observer observer,
            Time time) {
        RouteConfig config = compiled.config();
        boolean offloads = config.offload() != null && acceptance != null;
        Layer offload = config.offload() != null && acceptance != null
                ? new Offload(TaskAssembly.plan(name, compiled, whole), acceptance, observer)
                : inner -> inner;
        Step step = Layer.stack(
                List.of(
                        new Observe(Entry.Kind.ROUTE, name, observer), // sees every outcome, refusals too
                        offload, // turns a wanted follow-up into a handle, whatever answered
                        new Shed(config.limit()), // before any work
                        new Within(config.budget().most(), time)), // bounds everything below, and cancels it
                flow(compiled.flow(), config.flow(), backends, observer, time));
        return new Route(
                name,
                config.description(),
                config.budget().orDefault(),
                config.budget().most(),
                compiled.input(),
                config.spendMost(),
                offloads,
                step);
    }

    private static Step flow(
            RouteCompiler.CompiledFlow compiled,
            Map<String, BranchConfig> branches,
            Backends backends,
            Observer observer,
            Time time) {
        return new Flow(compiled.plan(), steps(compiled, branches, backends, observer, time), observer, time);
    }

    /** The step of each branch of a flow, by name. */
    static Map<String, Step> steps(
            RouteCompiler.CompiledFlow compiled,
            Map<String, BranchConfig> branches,
            Backends backends,
            Observer observer,
            Time time) {
        Map<String, Step> steps = new LinkedHashMap<>();
        branches.forEach((name, branch) -> steps.put(name, branch(name, branch, compiled, backends, observer, time)));
        return steps;
    }

    private static Step branch(
            String name,
            BranchConfig branch,
            RouteCompiler.CompiledFlow compiled,
            Backends backends,
            Observer observer,
            Time time) {
        Step step = branch.call() != null
                ? backends.step(branch.call(), observer)
                : flow(
                        Objects.requireNonNull(compiled.within().get(name)),
                        Objects.requireNonNull(branch.flow()),
                        backends,
                        observer,
                        time);
        return branch.most() == null ? step : Layer.stack(List.of(new Within(branch.most(), time)), step);
    }
}
