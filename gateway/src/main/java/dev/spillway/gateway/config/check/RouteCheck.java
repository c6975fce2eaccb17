package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;

import dev.spillway.expressions.Names;
import dev.spillway.gateway.config.BranchConfig;
import dev.spillway.gateway.config.CacheConfig;
import dev.spillway.gateway.config.EndConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.LadderConfig;
import dev.spillway.gateway.config.RouteConfig;
import dev.spillway.gateway.config.RouteOffloadConfig;
import dev.spillway.gateway.config.shape.Texts;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks routes: what they call, how their flows end, and whether there is time for it. */
final class RouteCheck {
    private final GatewayConfig config;
    private final Findings findings;
    private final LeastPath leastPath;
    private final Set<String> called = new HashSet<>();

    RouteCheck(GatewayConfig config, Findings findings, Dependencies dependencies) {
        this.config = config;
        this.findings = findings;
        this.leastPath = new LeastPath(config.backends(), dependencies);
    }

    void check() {
        config.routes().forEach((name, route) -> route(child("routes", name), route));
        for (String backend : config.backends().keySet()) {
            if (!called.contains(backend)) {
                findings.warningOfKey(child("backends", backend), "no route calls this backend", "");
            }
        }
    }

    private void route(String path, RouteConfig route) {
        flow(path, route.flow(), route.end());
        ladder(child(path, "ladder"), route);
        budget(child(path, "budget"), route);
        if (route.cache() != null) {
            cache(child(path, "cache"), route.cache());
        }
        if (route.offload() != null) {
            offload(child(path, "offload"), route.offload());
        }
    }

    private void offload(String path, RouteOffloadConfig offload) {
        if (offload.backend() != null) {
            call(child(path, "backend"), offload.backend());
        }
        if (offload.flow() != null) {
            flow(path, offload.flow(), new EndConfig(false, 0, null));
        }
    }

    private void cache(String path, CacheConfig cache) {
        if (cache.staleOrTtl().compareTo(cache.ttl()) < 0) {
            findings.problem(
                    child(path, "stale"),
                    "this has no effect: an answer is fresh until it is as old as `ttl`, " + Texts.of(cache.ttl()),
                    "make it larger than `ttl`, or leave it out");
        }
    }

    private void ladder(String path, RouteConfig route) {
        LadderConfig ladder = route.ladder();
        if (Set.copyOf(ladder.order()).size() < ladder.order().size()) {
            findings.problem(child(path, "order"), "a rung stands here twice", "leave one of the two out");
        }
        if (!ladder.order().contains(LadderConfig.Rung.UNSURE)) {
            findings.problem(
                    child(path, "order"),
                    "this does not say when the best answer so far is taken",
                    "add `unsure`, at the end where it is the last resort");
        }
        if (route.rules() != null && !ladder.order().contains(LadderConfig.Rung.RULES)) {
            findings.problem(child(path, "order"), "the route's rules stand on no rung", "add `rules`");
        }
        if (ladder.candidate() != null && route.rules() == null) {
            findings.problem(
                    child(path, "candidate"),
                    "there are no rules that it could be compared with",
                    "add `rules` to the route");
        }
    }

    private void flow(String path, Map<String, BranchConfig> flow, EndConfig end) {
        flow.forEach((name, branch) -> branch(child(child(path, "flow"), name), branch));
        end(child(path, "end"), end);
    }

    private void end(String path, EndConfig end) {
        if (end.first() && end.quorum() > 0) {
            findings.problem(
                    child(path, "quorum"),
                    "a flow ends with the first answer or with a quorum, not with both",
                    "leave one of the two out");
        }
        if (end.on() != null && end.quorum() == 0) {
            findings.problem(
                    child(path, "on"), "without a quorum this has no effect", "add `quorum`, or leave this out");
        }
    }

    private void branch(String path, BranchConfig branch) {
        kind(path, branch);
        if (branch.call() != null) {
            call(child(path, "call"), branch.call());
        }
        if (branch.cascade() != null) {
            new CascadeCheck(findings, this::call, config.outcomes() != null)
                    .check(child(path, "cascade"), branch.cascade());
        }
        if (branch.flow() != null) {
            flow(path, branch.flow(), branch.end() == null ? new EndConfig(false, 0, null) : branch.end());
        } else {
            onlyForFlows(child(path, "end"), branch.end());
            onlyForFlows(child(path, "answer"), branch.answer());
        }
        time(path, branch);
    }

    private void kind(String path, BranchConfig branch) {
        List<String> given = Stream.of(
                        branch.call() == null ? "" : "call",
                        branch.cascade() == null ? "" : "cascade",
                        branch.flow() == null ? "" : "flow")
                .filter(key -> !key.isEmpty())
                .toList();
        if (given.size() != 1) {
            findings.problem(
                    child(path, given.isEmpty() ? "call" : given.getLast()),
                    given.isEmpty()
                            ? "this branch does nothing"
                            : "a branch is one thing, not " + String.join(" and ", given),
                    "give one of `call`, a backend's name, `cascade`, backends from small to large, and `flow`,"
                            + " branches within");
        }
    }

    private void onlyForFlows(String path, @Nullable Object value) {
        if (value != null) {
            findings.problem(
                    path,
                    "only a flow within has this",
                    "leave it out, or nest the call: `flow: { one: { call: ... } }`");
        }
    }

    private void call(String path, String backend) {
        called.add(backend);
        Set<String> known = findings.keys("backends");
        if (known.contains(backend) || !findings.mentions("backends")) {
            return;
        }
        String suggestion = Names.nearest(backend, known)
                .map("did you mean %s?"::formatted)
                .orElse(known.isEmpty() ? "" : "the backends are " + String.join(", ", known));
        findings.problem(path, "there is no backend " + backend, suggestion);
    }

    private void time(String path, BranchConfig branch) {
        Duration least = leastPath.of(branch);
        Duration most = branch.most();
        if (most != null && least.compareTo(most) > 0) {
            findings.problem(
                    child(path, branch.least() == null ? "most" : "least"),
                    "this branch would never start: it needs " + Texts.of(least) + " and gets " + Texts.of(most)
                            + " at most",
                    "make `most` larger, or `least` smaller");
        }
    }

    private void budget(String path, RouteConfig route) {
        Duration most = route.budget().most();
        Duration byDefault = route.budget().orDefault();
        if (byDefault.compareTo(most) > 0) {
            findings.problem(
                    child(path, "default"),
                    "no request gets as much: `most` is " + Texts.of(most),
                    "make `default` smaller, or `most` larger");
            return;
        }
        LeastPath.Length needed = leastPath.of(route.flow(), route.end());
        Duration whole = needed.least().plus(config.replyReserve());
        if (whole.compareTo(byDefault) > 0) {
            String key = route.budget().byDefault() == null ? "most" : "default";
            findings.problem(
                    child(path, key),
                    "no call would be in time: " + needed.words() + " at least, and replyReserve keeps "
                            + Texts.of(config.replyReserve()),
                    "give it " + Texts.of(whole) + " or more, or make their `least` smaller");
        }
    }
}
