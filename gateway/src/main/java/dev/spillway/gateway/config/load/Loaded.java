package dev.spillway.gateway.config.load;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.bind.Sources;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a configuration file.
 *
 * @param config null: there are problems
 * @param problems in the order of the file
 * @param warnings what is odd but may be meant
 * @param sources where everything stands; null: the file could not be read
 */
public record Loaded(
        @Nullable GatewayConfig config,
        List<ConfigProblem> problems,
        List<ConfigProblem> warnings,
        @Nullable Sources sources) {
    static Loaded failed(List<ConfigProblem> problems) {
        return new Loaded(null, problems, List.of(), null);
    }

    /** The configuration, where there are no problems. */
    public GatewayConfig orThrow() {
        return Objects.requireNonNull(config, () -> "a configuration with problems: " + problems);
    }
}
