package dev.spillway.gateway;

import dev.spillway.gateway.config.BranchConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.RouteConfig;
import dev.spillway.gateway.config.RouteOffloadConfig;
import dev.spillway.gateway.config.TierConfig;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the steps of routes are called in journals and metrics: each name of a path for itself. */
final class StepNames {
    private StepNames() {}

    /** By route the names of all steps that its calls and tasks can have. */
    static Map<String, Set<String>> of(GatewayConfig config) {
        Map<String, Set<String>> names = new LinkedHashMap<>();
        config.routes().forEach((name, route) -> names.put(name, of(route)));
        return names;
    }

    private static Set<String> of(RouteConfig route) {
        Set<String> names = new HashSet<>();
        branches(route.flow(), names);
        RouteOffloadConfig offload = route.offload();
        if (offload != null) {
            names.addAll(List.of("offload", "task"));
            if (offload.backend() != null) {
                names.add(offload.backend());
            }
            if (offload.flow() != null) {
                branches(offload.flow(), names);
            }
        }
        if (route.cache() != null) {
            names.addAll(List.of("cache", "stale", "refresh"));
        }
        if (route.coalesce()) {
            names.add("coalesced");
        }
        if (route.rules() != null) {
            names.add("rules");
        }
        return names;
    }

    private static void branches(Map<String, BranchConfig> branches, Set<String> names) {
        branches.forEach((name, branch) -> {
            names.add(name);
            if (branch.call() != null) {
                names.add(branch.call());
            }
            if (branch.cascade() != null) {
                branch.cascade().tiers().forEach(tier -> tier(tier, names));
            }
            if (branch.flow() != null) {
                branches(branch.flow(), names);
            }
        });
    }

    private static void tier(TierConfig tier, Set<String> names) {
        names.add(tier.backend());
        names.add(tier.modelName());
        if (tier.verifier() != null) {
            names.add(tier.verifier().backend());
        }
    }
}
