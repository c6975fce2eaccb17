package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;

import dev.spillway.gateway.config.BackendConfig;
import dev.spillway.gateway.config.HedgeConfig;
import dev.spillway.gateway.config.shape.Texts;

/** What holds for backends of every protocol. */
final class BackendCheck {
    private BackendCheck() {}

    static void check(String path, BackendConfig backend, Findings findings) {
        if (backend.least().compareTo(backend.most()) > 0) {
            findings.problem(
                    child(path, "least"),
                    "no attempt gets as much: `most` is " + Texts.of(backend.most()),
                    "make `least` smaller, or `most` larger");
        }
        HedgeConfig hedge = backend.hedge();
        if (hedge != null && hedge.after().compareTo(backend.most()) >= 0) {
            findings.problem(
                    child(child(path, "hedge"), "after"),
                    "no second attempt would ever start: `most` ends the first one after " + Texts.of(backend.most()),
                    "set it to about the backend's 95th percentile, below `most`");
        }
    }
}
