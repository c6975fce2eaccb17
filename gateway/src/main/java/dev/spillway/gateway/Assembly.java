package dev.spillway.gateway;

import dev.spillway.gateway.callback.CallbackEndpoints;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.edge.Callers;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.RouteList;
import dev.spillway.gateway.offload.Acceptance;
import dev.spillway.gateway.offload.TaskService;
import dev.spillway.gateway.route.Route;
import dev.spillway.gateway.route.Routes;
import dev.spillway.proto.v1.ListRoutesResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's routes, put together from one configuration: see {@link RouteAssembly}.
 *
 * @param files the configuration's files, each with its digest when it was read
 */
record Assembly(
        GatewayConfig config,
        Backends backends,
        Intake.State state,
        ListRoutesResponse listed,
        TaskService.Setting tasks,
        DoorCertificates.Keys keys,
        Map<Path, String> files) {

    static Assembly of(
            GatewayConfig config,
            Map<String, RouteCompiler.CompiledRoute> compiled,
            Backends backends,
            CallbackEndpoints callbacks,
            @Nullable Acceptance acceptance,
            DoorCertificates.Keys keys,
            Map<Path, String> files,
            Shared shared) {
        shared.drifts().begin();
        shared.cache().bound(config.cache().most().bytes());
        LinkedHashMap<String, Route> routes = new LinkedHashMap<>();
        Map<String, RouteAssembly> assemblies = new LinkedHashMap<>();
        compiled.forEach((name, route) ->
                assemblies.put(name, new RouteAssembly(name, route, config, backends, acceptance, files, shared)));
        assemblies.forEach((name, assembly) -> routes.put(name, assembly.route()));
        TaskService.Setting tasks = new TaskAssembly(config, compiled, assemblies, backends, shared).setting(callbacks);
        Routes byName = new Routes(routes);
        Intake.State state = new Intake.State(Callers.of(config.callers()), byName, config.replyReserve());
        return new Assembly(config, backends, state, RouteList.of(byName), tasks, keys, files);
    }
}
