package dev.spillway.gateway.observe;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The routes and steps that reloads took away. Calls that began before end later, and must not bring their series back.
 * Confined to whoever holds the lock of the metrics.
 */
final class Gone {
    /** The oldest names beyond it are forgotten: calls that ran then have ended. */
    private static final int MAX = 10_000;

    /** A step of a route, or with an empty step the route itself. */
    private record Name(String route, String step) {}

    private final LinkedHashSet<Name> names = new LinkedHashSet<>();
    private Map<String, Set<String>> inForce = Map.of();

    /** Takes the names of another configuration: by route those of all its steps. */
    void next(Map<String, Set<String>> stepsByRoute) {
        inForce.forEach((route, steps) -> {
            Set<String> still = stepsByRoute.get(route);
            if (still == null) {
                names.add(new Name(route, ""));
            }
            steps.stream()
                    .filter(step -> still == null || !still.contains(step))
                    .forEach(step -> names.add(new Name(route, step)));
        });
        stepsByRoute.forEach((route, steps) -> {
            names.remove(new Name(route, ""));
            steps.forEach(step -> names.remove(new Name(route, step)));
        });
        inForce = stepsByRoute;
        while (names.size() > MAX) {
            names.removeFirst();
        }
    }

    /** Whether a route, or a step on the way to one of its steps, is gone. */
    boolean contains(String route, String path) {
        if (names.isEmpty()) {
            return false;
        }
        if (names.contains(new Name(route, ""))) {
            return true;
        }
        for (String step : path.split("/", -1)) {
            if (names.contains(new Name(route, step))) {
                return true;
            }
        }
        return false;
    }
}
