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
            boolean renewed = isOfCertificate(path) && old.containsKey(path) && fresh.containsKey(path);
            if (!renewed && !Objects.equals(old.get(path), fresh.get(path))) {
                changed.add(path);
            }
        }
        return List.copyOf(changed);
    }

    /** A door with TLS takes another certificate as it runs; whether it has TLS is settled at the start. */
    private static boolean isOfCertificate(String path) {
        return path.startsWith("listen.") && path.contains(".tls.");
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
