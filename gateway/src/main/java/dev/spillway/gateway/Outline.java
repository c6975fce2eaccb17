package dev.spillway.gateway;

import dev.spillway.core.Entry;
import dev.spillway.gateway.config.BranchConfig;
import dev.spillway.gateway.config.CascadeConfig;
import dev.spillway.gateway.config.EndConfig;
import dev.spillway.gateway.config.LadderConfig;
import dev.spillway.gateway.config.RouteConfig;
import dev.spillway.gateway.config.RouteOffloadConfig;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a route is composed, for people to read. */
final class Outline {
    private Outline() {}

    static String of(String name, RouteCompiler.CompiledRoute route) {
        RouteConfig config = route.config();
        StringBuilder text = new StringBuilder();
        text.append(name)
                .append(": ")
                .append(millis(config.budget().orDefault()))
                .append(" by default, ")
                .append(millis(config.budget().most()))
                .append(" at most, ")
                .append(millis(route.flow().plan().least()))
                .append(" at the least\n");
        text.append("  observe → ").append(offload(config.offload()));
        if (config.cache() != null) {
            text.append("fresh for ").append(config.cache().ttl().toMillis()).append(" ms → ");
        }
        if (route.rules() != null || config.cache() != null) {
            text.append("ladder (")
                    .append(config.ladder().order().stream()
                            .filter(rung -> rung != LadderConfig.Rung.RULES || route.rules() != null)
                            .filter(rung -> rung != LadderConfig.Rung.STALE || config.cache() != null)
                            .map(Entry::word)
                            .collect(Collectors.joining(", ")))
                    .append("), ")
                    .append(millis(config.ladder().reserve()))
                    .append(" kept for it → ");
        }
        text.append(config.coalesce() ? "equal calls share an attempt → " : "");
        text.append("at most ").append(config.limit()).append(" in flight → within ");
        text.append(millis(config.budget().most()))
                .append(" → flow, ")
                .append(ending(config.end()))
                .append('\n');
        branches(text, "    ", config.flow(), route.flow());
        return text.toString();
    }

    private static void branches(
            StringBuilder text, String indent, Map<String, BranchConfig> branches, RouteCompiler.CompiledFlow flow) {
        branches.forEach((name, branch) -> {
            text.append(indent).append(name).append(branch.optional() ? " (optional)" : "");
            String reads = String.join(", ", RouteCompiler.reads(branch, branches.keySet()));
            text.append(reads.isEmpty() ? "" : " after " + reads);
            text.append(branch.when() == null ? "" : " when " + branch.when());
            RouteCompiler.CompiledFlow within = flow.within().get(name);
            if (branch.flow() != null && within != null) {
                text.append(": flow\n");
                branches(text, indent + "  ", branch.flow(), within);
            } else if (branch.cascade() != null) {
                text.append(": cascade of ").append(tiers(branch.cascade())).append('\n');
            } else {
                text.append(": ").append(branch.call()).append('\n');
            }
        });
    }

    private static String tiers(CascadeConfig cascade) {
        return cascade.tiers().stream()
                .map(tier -> tier.backend() + (tier.accept() == null ? "" : " from " + tier.accept() + " on"))
                .collect(Collectors.joining(", "));
    }

    private static String offload(@Nullable RouteOffloadConfig offload) {
        if (offload == null) {
            return "";
        }
        String where = offload.backend() != null
                ? offload.backend()
                : offload.flow() != null ? "a flow of its own" : "the same flow";
        return "offload to " + where + " when " + offload.when() + " → ";
    }

    private static String ending(EndConfig end) {
        if (end.first()) {
            return "until the first branch answers";
        }
        return end.quorum() > 0 ? "until " + end.quorum() + " branches agree" : "until all branches are done";
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
