package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;
import static dev.spillway.gateway.config.shape.KeyPath.entry;

import dev.spillway.gateway.config.CallbacksConfig;
import dev.spillway.offload.callback.CallbackUrl;
import dev.spillway.offload.callback.Cidr;
import dev.spillway.offload.callback.SigningKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** Checks who may be called back: URLs, secrets and ranges. No message shows a secret. */
final class CallbackCheck {
    private final NamedFiles files;
    private final Findings findings;
    private final Map<String, String> environment;

    CallbackCheck(NamedFiles files, Findings findings, Map<String, String> environment) {
        this.files = files;
        this.findings = findings;
        this.environment = environment;
    }

    void check(CallbacksConfig callbacks) {
        callbacks.endpoints().forEach((name, endpoint) -> {
            String path = child(child("callbacks", "endpoints"), name);
            url(child(path, "url"), endpoint);
            for (int i = 0; i < endpoint.secrets().size(); i++) {
                secret(entry(child(path, "secrets"), i), endpoint.secrets().get(i));
            }
        });
        for (int i = 0; i < callbacks.allowed().size(); i++) {
            try {
                Cidr.parse(callbacks.allowed().get(i));
            } catch (IllegalArgumentException malformed) {
                findings.problem(entry(child("callbacks", "allowed"), i), String.valueOf(malformed.getMessage()), "");
            }
        }
    }

    private void url(String path, CallbacksConfig.EndpointConfig endpoint) {
        try {
            int port = URI.create(endpoint.url()).getPort(); // whoever writes the configuration may use any
            CallbackUrl.parse(
                    endpoint.url(), new CallbackUrl.Rules(endpoint.clearText(), port < 0 ? Set.of() : Set.of(port)));
        } catch (IllegalArgumentException refused) {
            findings.problem(
                    path,
                    String.valueOf(refused.getMessage()),
                    endpoint.url().startsWith("http://") && !endpoint.clearText()
                            ? "write https, or set `clearText: true`"
                            : "");
        }
    }

    private void secret(String path, CallbacksConfig.SecretConfig secret) {
        String variable = secret.env();
        if ((variable == null) == (secret.file() == null)) {
            findings.problem(
                    child(path, variable == null ? "env" : "file"),
                    variable == null ? "nothing says where the secret is" : "two places are named for one secret",
                    "give one of `env`, an environment variable, and `file`");
        } else if (variable == null) {
            String at = child(path, "file");
            files.content(at).ifPresent(bytes -> key(at, "this file", new String(bytes, StandardCharsets.UTF_8)));
        } else if (environment.containsKey(variable)) {
            key(child(path, "env"), "the environment variable " + variable, environment.getOrDefault(variable, ""));
        } else {
            findings.problem(
                    child(path, "env"),
                    "the environment variable " + variable + " is not set",
                    "set it for the gateway's process");
        }
    }

    private void key(String path, String place, String text) {
        try {
            SigningKey.parse(text.strip());
        } catch (IllegalArgumentException unusable) {
            findings.problem(path, place + " holds no signing key: " + unusable.getMessage(), "");
        }
    }
}
