package dev.spillway.gateway.config.load;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.bind.Sources;
import dev.spillway.gateway.config.shape.KeyPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts together what several passes found, so that no pass complains of what another one has explained. */
final class Merge {
    private Merge() {}

    /** In the order of the file; of the later ones only those that no earlier one explains. */
    static List<ConfigProblem> of(List<ConfigProblem> earlier, List<ConfigProblem> later, Sources sources) {
        List<ConfigProblem> all = new ArrayList<>(earlier);
        later.stream()
                .filter(problem -> earlier.stream().noneMatch(first -> explains(first, problem, sources)))
                .forEach(all::add);
        all.sort(Comparator.comparingInt(
                        (ConfigProblem problem) -> problem.position().line())
                .thenComparingInt(problem -> problem.position().column()));
        return List.copyOf(all);
    }

    /** Whether the second problem may only be there because something there, or a key beside it, could not be read. */
    private static boolean explains(ConfigProblem first, ConfigProblem second, Sources sources) {
        String one = KeyPath.unquoted(first.path());
        String other = KeyPath.unquoted(second.path());
        boolean beside = KeyPath.parent(one).equals(KeyPath.parent(other));
        return KeyPath.touch(one, other) || (beside && !sources.has(second.path()));
    }
}
