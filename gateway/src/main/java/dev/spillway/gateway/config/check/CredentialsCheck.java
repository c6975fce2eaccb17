package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;

import dev.spillway.gateway.config.BackendConfig;
import dev.spillway.gateway.config.CredentialsConfig;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.OpenaiChatConfig;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Makes sure that each secret is where the configuration says, and can be sent. */
final class CredentialsCheck {
    private final NamedFiles files;
    private final Findings findings;
    private final Map<String, String> environment;

    CredentialsCheck(NamedFiles files, Findings findings, Map<String, String> environment) {
        this.files = files;
        this.findings = findings;
        this.environment = environment;
    }

    void check(String backendPath, BackendConfig backend) {
        CredentialsConfig credentials = backend.credentials();
        if (credentials == null) {
            return;
        }
        String path = child(backendPath, "credentials");
        place(path, credentials);
        if (backend instanceof OpenInferenceConfig) {
            metadata(child(path, "header"), credentials.header().toLowerCase(Locale.ROOT));
        }
        if (travelsInClearText(backend)) {
            findings.warning(path, "the secret travels in clear text to another machine", "add `tls`");
        }
    }

    private void place(String path, CredentialsConfig credentials) {
        String variable = credentials.env();
        if ((variable == null) == (credentials.file() == null)) {
            findings.problem(
                    child(path, variable == null ? "env" : "file"),
                    variable == null ? "nothing says where the secret is" : "two places are named for one secret",
                    "give one of `env`, an environment variable, and `file`");
            return;
        }
        if (variable == null) {
            String at = child(path, "file");
            files.content(at).ifPresent(bytes -> secret(at, "this file", new String(bytes, StandardCharsets.UTF_8)));
        } else if (environment.containsKey(variable)) {
            secret(child(path, "env"), "the environment variable " + variable, environment.getOrDefault(variable, ""));
        } else {
            findings.problem(
                    child(path, "env"),
                    "the environment variable " + variable + " is not set",
                    "set it for the gateway's process");
        }
    }

    private void secret(String path, String place, String text) {
        String secret = text.strip();
        if (secret.isEmpty()) {
            findings.problem(path, place + " is empty", "put the secret there before the gateway starts");
        } else if (!secret.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            findings.problem(path, place + " holds more than a header can: one line of printable ASCII", "");
        }
    }

    private void metadata(String path, String header) {
        if (!InferenceCheck.isMetadata(header)) {
            findings.problem(
                    path,
                    "this is not a valid gRPC text header",
                    "use letters, digits, _, - and . only, without grpc- before and -bin behind");
        }
    }

    private static boolean travelsInClearText(BackendConfig backend) {
        return switch (backend) {
            case OpenInferenceConfig inference ->
                inference.tls() == null && !inference.address().isLoopback();
            case HttpJsonConfig http -> WireCheck.leavesInClearText(http.url());
            case OpenaiChatConfig chat -> WireCheck.leavesInClearText(chat.url());
        };
    }
}
