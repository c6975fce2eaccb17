package dev.spillway.gateway;

import dev.spillway.gateway.callback.CallbackEndpoints;
import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.check.CheckOptions;
import dev.spillway.gateway.config.load.ConfigLoader;
import dev.spillway.gateway.config.load.Loaded;
import dev.spillway.gateway.offload.Acceptance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes an assembly of a configuration file, or says everything that is wrong with it. Reads files: not on an event loop.
 *
 * @param insecure whether doors may be open to the network without keys and TLS
 * @param shared what outlives a reload
 */
record Assembler(Path file, boolean insecure, Shared shared) {
    /** The assembler of a first configuration and of those that follow it, each with the tasks that there are. */
    interface Tasks {
        /** What new tasks are accepted through; null where there is no durable queue. */
        @Nullable
        Acceptance acceptance(GatewayConfig config) throws IOException;
    }

    /**
     * What came of it.
     *
     * @param assembly null where there are problems
     * @param files what was read, each with its digest
     */
    record Assembled(
            @Nullable Assembly assembly,
            List<ConfigProblem> problems,
            List<ConfigProblem> warnings,
            Map<Path, String> files) {}

    /** A configuration as far as it can be checked without connecting to anything. */
    record Compiled(
            Loaded loaded,
            Map<String, RouteCompiler.CompiledRoute> routes,
            List<ConfigProblem> problems,
            Map<Path, String> files) {}

    /** Reads and compiles; every problem of the file, its expressions included, comes at once. */
    static Compiled compile(Path file, boolean insecure) {
        Loaded loaded = ConfigLoader.load(file, CheckOptions.of(insecure, RouteCompiler::reads));
        GatewayConfig draft = loaded.draft();
        if (draft == null || loaded.sources() == null) {
            return new Compiled(loaded, Map.of(), loaded.problems(), loaded.files());
        }
        RouteCompiler.Result routes = RouteCompiler.compile(draft, loaded.sources());
        List<ConfigProblem> problems = new ArrayList<>(loaded.problems());
        problems.addAll(routes.problems());
        problems.sort(Comparator.comparingInt(
                        (ConfigProblem problem) -> problem.position().line())
                .thenComparingInt(problem -> problem.position().column()));
        Map<Path, String> files = new TreeMap<>(loaded.files());
        files.putAll(routes.files());
        return new Compiled(loaded, routes.routes(), List.copyOf(problems), files);
    }

    /** Reads, compiles, and makes backends, taking over from the ones before what is about them. */
    Assembled assemble(Backends before, Tasks tasks) {
        Compiled compiled = compile(file, insecure);
        Loaded loaded = compiled.loaded();
        GatewayConfig config = loaded.draft();
        if (config == null || !compiled.problems().isEmpty()) {
            return new Assembled(null, compiled.problems(), loaded.warnings(), compiled.files());
        }
        Backends backends;
        CallbackEndpoints callbacks;
        Acceptance acceptance;
        DoorCertificates.Keys keys;
        String part = "callbacks";
        try {
            callbacks = CallbackEndpoints.read(config.callbacks(), config.tenants(), System::getenv);
            part = "listen";
            keys = DoorCertificates.Keys.read(config.listen());
            part = "offload";
            acceptance = tasks.acceptance(config);
            part = "backends";
            backends = before.next(config.backends(), config.tenants() > 1);
        } catch (IllegalArgumentException
                | IOException unmade) { // what went away since it was checked, or a busy store
            ConfigProblem problem = new ConfigProblem(
                    dev.spillway.gateway.config.Position.whole(file),
                    part,
                    "",
                    String.valueOf(unmade.getMessage()),
                    "");
            return new Assembled(null, List.of(problem), loaded.warnings(), compiled.files());
        }
        Assembly assembly =
                Assembly.of(config, compiled.routes(), backends, callbacks, acceptance, keys, compiled.files(), shared);
        return new Assembled(assembly, List.of(), loaded.warnings(), compiled.files());
    }
}
