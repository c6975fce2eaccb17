package dev.spillway.gateway.config.load;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.bind.Sources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a configuration file.
 *
 * @param draft what could be read; with problems, for finding further ones only; null: nothing could
 * @param problems in the order of the file
 * @param warnings what is odd but may be meant
 * @param files the file and those that it names, each with its {@link dev.spillway.gateway.config.check.Digests digest}
 *     when it was read; empty: it could not be
 * @param sources where everything stands, for further problems; null: the file could not be read
 */
public record Loaded(
        @Nullable GatewayConfig draft,
        List<ConfigProblem> problems,
        List<ConfigProblem> warnings,
        Map<Path, String> files,
        @Nullable Sources sources) {

    static Loaded failed(ConfigProblem problem, Map<Path, String> files) {
        return new Loaded(null, List.of(problem), List.of(), files, null);
    }

    /**
     * The same with what a later pass over the draft found, such as the compilation of its expressions. What is said of
     * a place already, or follows from it, is left out.
     */
    public Loaded with(List<ConfigProblem> moreProblems, List<ConfigProblem> moreWarnings) {
        if (sources == null) {
            return this;
        }
        return new Loaded(
                draft,
                Merge.of(problems, moreProblems, sources),
                Merge.of(warnings, moreWarnings, sources),
                files,
                sources);
    }

    /** The configuration; empty: there are problems. */
    public Optional<GatewayConfig> config() {
        return problems.isEmpty() ? Optional.ofNullable(draft) : Optional.empty();
    }
}
