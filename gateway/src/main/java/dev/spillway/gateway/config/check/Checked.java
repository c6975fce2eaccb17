package dev.spillway.gateway.config.check;

import dev.spillway.gateway.config.ConfigProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the checks found.
 *
 * @param files what the configuration names, by path, each with its digest; empty: it can't be read
 */
public record Checked(List<ConfigProblem> problems, List<ConfigProblem> warnings, Map<Path, String> files) {}
