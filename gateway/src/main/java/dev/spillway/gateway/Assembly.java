package dev.spillway.gateway;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.edge.Callers;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.RouteList;
import dev.spillway.gateway.route.Route;
import dev.spillway.gateway.route.Routes;
import dev.spillway.proto.v1.ListRoutesResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

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
        Map<Path, String> files) {

    static Assembly of(
            GatewayConfig config,
            Map<String, RouteCompiler.CompiledRoute> compiled,
            Backends backends,
            Map<Path, String> files,
            Shared shared) {
        shared.cache().bound(config.cache().most().bytes());
        LinkedHashMap<String, Route> routes = new LinkedHashMap<>();
        compiled.forEach((name, route) ->
                routes.put(name, new RouteAssembly(name, route, config, backends, files, shared).route()));
        Routes byName = new Routes(routes);
        Intake.State state = new Intake.State(Callers.of(config.callers()), byName, config.replyReserve());
        return new Assembly(config, backends, state, RouteList.of(byName), files);
    }
}
