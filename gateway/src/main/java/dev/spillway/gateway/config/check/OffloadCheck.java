package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;

import dev.spillway.expressions.Names;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.OffloadConfig;
import dev.spillway.gateway.config.RouteConfig;
import dev.spillway.gateway.config.RouteOffloadConfig;
import dev.spillway.gateway.config.shape.Texts;
import java.util.Set;
import java.util.TreeSet;

/** Checks what routes offload: that there is a queue for it, and that what it names is there. */
final class OffloadCheck {
    private final GatewayConfig config;
    private final Findings findings;
    private final Set<String> queues = new TreeSet<>();

    OffloadCheck(GatewayConfig config, Findings findings) {
        this.config = config;
        this.findings = findings;
    }

    void check() {
        config.routes().forEach((name, route) -> {
            if (route.offload() != null) {
                queues.add(route.offload().backend() != null ? route.offload().backend() : name);
                check(child(child("routes", name), "offload"), route, route.offload());
            }
        });
        OffloadConfig offload = config.offload();
        if (offload != null) {
            for (String queue : offload.queues().keySet()) {
                known(child(child("offload", "queues"), queue), "queue", queue, queues);
            }
        }
    }

    private void check(String path, RouteConfig route, RouteOffloadConfig offload) {
        if (config.offload() == null && !findings.mentions("offload")) {
            findings.problem(path, "there is no durable queue", "say where it lies: `offload: { directory: tasks }`");
        }
        if (offload.backend() != null && offload.flow() != null) {
            findings.problem(
                    child(path, "flow"), "a task calls a backend or runs a flow, not both", "leave one of them out");
        }
        if (offload.input() != null && offload.backend() == null) {
            findings.problem(
                    child(path, "input"),
                    "only a `backend` is asked this",
                    "give the input to the branches of the flow");
        }
        if (offload.answer() != null && offload.backend() == null && offload.flow() == null) {
            findings.problem(child(path, "answer"), "the route's own flow has the route's answer", "leave this out");
        }
        if (offload.ack().compareTo(route.budget().orDefault()) >= 0) {
            findings.problem(
                    child(path, "ack"),
                    "nothing is left for an answer: the budget is "
                            + Texts.of(route.budget().orDefault()),
                    "make it smaller");
        }
        if (offload.backoff().first().compareTo(offload.backoff().most()) > 0) {
            findings.problem(
                    child(child(path, "backoff"), "first"), "the first wait is longer than `most`", "make it shorter");
        }
        if (offload.callback() != null) {
            known(
                    child(path, "callback"),
                    "callback endpoint",
                    offload.callback(),
                    findings.keys(child("callbacks", "endpoints")));
        }
        person(child(path, "person"), offload.person());
    }

    private void person(String path, RouteOffloadConfig.PersonConfig person) {
        if (person.route() == null) {
            return;
        }
        known(child(path, "route"), "route", person.route(), findings.keys("routes"));
        if (person.then() != RouteOffloadConfig.PersonConfig.Then.RUN) {
            findings.problem(child(path, "route"), "without `then: run` this has no effect", "leave it out");
        }
    }

    private void known(String path, String what, String name, Set<String> names) {
        if (!names.contains(name)) {
            String suggestion = Names.nearest(name, names)
                    .map("did you mean %s?"::formatted)
                    .orElse(names.isEmpty() ? "" : "there is " + String.join(", ", names));
            findings.problem(path, "there is no " + what + " " + name, suggestion);
        }
    }
}
