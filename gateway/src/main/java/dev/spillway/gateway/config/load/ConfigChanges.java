package dev.spillway.gateway.config.load;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.shape.Walk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Compares configurations. */
public final class ConfigChanges {
    private ConfigChanges() {}

    /** The paths whose values differ and take effect at a restart only. */
    public static List<String> needingRestart(GatewayConfig before, GatewayConfig after) {
        Map<String, Object> old = fixed(before);
        Map<String, Object> fresh = fixed(after);
        Set<String> paths = new LinkedHashSet<>(old.keySet());
        paths.addAll(fresh.keySet());
        List<String> changed = new ArrayList<>();
        for (String path : paths) {
            if (!Objects.equals(old.get(path), fresh.get(path))) {
                changed.add(path);
            }
        }
        return List.copyOf(changed);
    }

    private static Map<String, Object> fixed(GatewayConfig config) {
        Map<String, Object> values = new LinkedHashMap<>();
        Walk.through(config, (leaf, value) -> {
            if (leaf.restart()) {
                values.put(leaf.path(), value);
            }
        });
        return values;
    }
}
