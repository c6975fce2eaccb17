package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;

import dev.spillway.expressions.Names;
import dev.spillway.gateway.config.BranchConfig;
import dev.spillway.gateway.config.EndConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.RouteConfig;
import dev.spillway.gateway.config.RouteOffloadConfig;
import dev.spillway.gateway.config.shape.Texts;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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
        budget(child(path, "budget"), route);
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
        if ((branch.call() == null) == (branch.flow() == null)) {
            findings.problem(
                    child(path, branch.call() == null ? "call" : "flow"),
                    branch.call() == null
                            ? "this branch does nothing"
                            : "a branch calls a backend or is a flow, not both",
                    "give one of `call`, a backend's name, and `flow`, branches within");
        }
        if (branch.call() != null) {
            call(child(path, "call"), branch.call());
        }
        if (branch.flow() != null) {
            flow(path, branch.flow(), branch.end() == null ? new EndConfig(false, 0, null) : branch.end());
        } else {
            onlyForFlows(child(path, "end"), branch.end());
            onlyForFlows(child(path, "answer"), branch.answer());
        }
        time(path, branch);
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
