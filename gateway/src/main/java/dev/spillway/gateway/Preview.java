package dev.spillway.gateway;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.describe.EffectiveConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * What a configuration amounts to, without connecting to anything.
 *
 * @param problems what is wrong with it; where there is anything, the rest is empty
 * @param warnings what is odd but may be meant
 * @param effective the configuration with its defaults, as YAML, secrets masked
 * @param routes how each route is composed
 */
public record Preview(List<ConfigProblem> problems, List<ConfigProblem> warnings, String effective, String routes) {

    /** Reads and compiles a configuration. Reads files: not on an event loop. */
    public static Preview of(Path file, boolean insecure) {
        Assembler.Compiled compiled = Assembler.compile(file, insecure);
        if (!compiled.problems().isEmpty()) {
            return new Preview(compiled.problems(), List.of(), "", "");
        }
        StringBuilder routes = new StringBuilder();
        compiled.routes().forEach((name, route) -> routes.append(Outline.of(name, route)));
        String effective = compiled.loaded().config().map(EffectiveConfig::text).orElse("");
        return new Preview(List.of(), compiled.loaded().warnings(), effective, routes.toString());
    }
}
