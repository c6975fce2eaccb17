package dev.spillway.gateway.config;

import dev.spillway.gateway.config.check.CheckOptions;
import dev.spillway.gateway.config.check.Dependencies;
import dev.spillway.gateway.config.load.ConfigLoader;
import dev.spillway.gateway.config.load.Loaded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Configurations to try things with. */
public final class Samples {
    /** Where the files are. */
    public static final Path DIRECTORY = Path.of("src/test/resources/config");

    /** A valid configuration that uses every key. */
    public static final Path FULL = DIRECTORY.resolve("full.yaml");

    /** Secure doors, and an environment with secrets. */
    public static final CheckOptions OPTIONS = new CheckOptions(
            false,
            Map.of(
                    "INTENT_TOKEN",
                    "sk-intent",
                    "PARTNER_SECRET",
                    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                    "SET",
                    "sk-set",
                    "EMPTY",
                    " ",
                    "TWO_LINES",
                    "a\nb"),
            Dependencies.NONE);

    /** A valid configuration of a few lines. */
    public static final String SMALL = """
        backends:
          intent:
            protocol: open-inference
            address: "127.0.0.1:9101"
            model: intent
            reply: { scores: probabilities, labels: [late, lost] }
            most: 40ms
        routes:
          triage:
            budget: { default: 150ms, most: 1s }
            flow:
              intent: { call: intent }
        """;

    private Samples() {}

    /** A backend that is there. */
    public static BackendConfig backend(GatewayConfig config, String name) {
        return Objects.requireNonNull(config.backends().get(name), name);
    }

    /** A route that is there. */
    public static RouteConfig route(GatewayConfig config, String name) {
        return Objects.requireNonNull(config.routes().get(name), name);
    }

    /** A branch that is there. */
    public static BranchConfig branch(RouteConfig route, String name) {
        return Objects.requireNonNull(route.flow().get(name), name);
    }

    /** Loads a text from a file of its own. */
    public static Loaded load(Path directory, String text) throws IOException {
        return load(directory, text, OPTIONS);
    }

    /** Loads a text from a file of its own. */
    public static Loaded load(Path directory, String text, CheckOptions options) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8); // a lone surrogate becomes a question mark
        return ConfigLoader.load(Files.write(directory.resolve("gateway.yaml"), bytes), options);
    }

    /** All problems as a user sees them. */
    public static String rendered(Loaded loaded) {
        return loaded.problems().stream().map(ConfigProblem::render).collect(Collectors.joining());
    }
}
