package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.ConfigProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one document.
 *
 * @param value the record; with problems, what could still be read of it, for further checks only; null: nothing
 * @param problems in the order of the file
 */
public record Bound<T>(@Nullable T value, List<ConfigProblem> problems, Sources sources) {}
