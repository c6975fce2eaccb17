package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;

import dev.spillway.gateway.config.BackendConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.OpenaiChatConfig;
import dev.spillway.gateway.config.bind.Sources;

/** Checks what the form alone can't say. Reads the files that the configuration names, on the calling thread. */
public final class ConfigCheck {
    private ConfigCheck() {}

    /** Checks everything; one problem hides no other. */
    public static Checked check(GatewayConfig config, Sources sources, CheckOptions options) {
        Findings findings = new Findings(sources);
        new DoorCheck(findings, options.insecure()).check(config);
        CallerCheck.check(config.callers(), findings);
        NamedFiles files = NamedFiles.read(config, findings);
        new TlsCheck(files, findings).check(config);
        config.backends()
                .forEach((name, backend) -> backend(child("backends", name), backend, files, findings, options));
        new RouteCheck(config, findings, options.dependencies()).check();
        new OffloadCheck(config, findings).check();
        new CallbackCheck(files, findings, options.environment()).check(config.callbacks());
        return new Checked(findings.problems(), findings.warnings(), files.digests());
    }

    private static void backend(
            String path, BackendConfig backend, NamedFiles files, Findings findings, CheckOptions options) {
        BackendCheck.check(path, backend, findings);
        switch (backend) {
            case HttpJsonConfig http -> HttpJsonCheck.check(path, http, findings);
            case OpenaiChatConfig chat -> ChatCheck.check(path, chat, files, findings);
            case OpenInferenceConfig inference -> InferenceCheck.check(path, inference, findings);
        }
        new CredentialsCheck(files, findings, options.environment()).check(path, backend);
    }
}
