package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;
import static dev.spillway.gateway.config.shape.KeyPath.entry;

import dev.spillway.gateway.config.CallerConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells callers apart: each name and each key once. */
final class CallerCheck {
    private CallerCheck() {}

    static void check(List<CallerConfig> callers, Findings findings) {
        Map<String, Integer> names = new HashMap<>();
        Map<String, Integer> keys = new HashMap<>();
        for (int i = 0; i < callers.size(); i++) {
            String path = entry("callers", i);
            CallerConfig caller = callers.get(i);
            if (names.putIfAbsent(caller.name(), i) != null) {
                findings.problem(
                        child(path, "name"),
                        "two callers are called " + caller.name(),
                        "a name stands in logs for one key: give each its own");
            }
            Integer first = keys.putIfAbsent(caller.key(), i);
            if (first != null) {
                findings.problem(
                        child(path, "key"),
                        "this is the key of " + callers.get(first).name() + " as well",
                        "make another with `spillway key`");
            }
        }
    }
}
