package dev.spillway.gateway.config.check;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.bind.Point;
import dev.spillway.gateway.config.bind.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Collects what the checks find. */
final class Findings {
    private final Sources sources;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<ConfigProblem> warnings = new ArrayList<>();

    Findings(Sources sources) {
        this.sources = sources;
    }

    /** The value at a path is wrong. */
    void problem(String path, String message, String suggestion) {
        problems.add(sources.problem(path, message, suggestion));
    }

    /** The text at a path is wrong from a place in it on. */
    void problem(String path, Point point, String message, String suggestion) {
        problems.add(sources.problem(path, point, message, suggestion));
    }

    /** The value at a path is odd. */
    void warning(String path, String message, String suggestion) {
        warnings.add(sources.problem(path, message, suggestion));
    }

    /** The key at a path is odd. */
    void warningOfKey(String path, String message, String suggestion) {
        warnings.add(sources.problemOfKey(path, message, suggestion));
    }

    /** Whether the file says something at a path, be it right or wrong. */
    boolean mentions(String path) {
        return sources.has(path);
    }

    /** The keys that the file has at a path, be their values right or wrong. */
    Set<String> keys(String path) {
        return sources.keys(path);
    }

    List<ConfigProblem> problems() {
        return List.copyOf(problems);
    }

    List<ConfigProblem> warnings() {
        return List.copyOf(warnings);
    }
}
