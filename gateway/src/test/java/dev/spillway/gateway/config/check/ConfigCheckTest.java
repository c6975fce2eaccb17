package dev.spillway.gateway.config.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.Samples;
import dev.spillway.gateway.config.load.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only shows in a configuration that could be used; what can't be used is under resources/config/malformed. */
class ConfigCheckTest {
    private static final CheckOptions INSECURE = new CheckOptions(true, Map.of("SET", "x"), Dependencies.NONE);
    private static final String OPEN = """
        listen:
          grpc: { address: "0.0.0.0:9090" }
          operator: { address: "10.1.2.3:8081" }
        """;

    @TempDir
    Path directory;

    @Test
    void openDoorsAreAWarningWhereTheyAreMeant() throws IOException {
        Loaded loaded = Samples.load(directory, OPEN + Samples.SMALL, INSECURE);

        assertThat(loaded.config()).isPresent();
        assertThat(loaded.warnings())
                .extracting(ConfigProblem::path)
                .containsExactly("listen.grpc.address", "listen.operator.address");
    }

    @Test
    void doorsWithKeysAndTlsMayBeOpen() throws IOException {
        Path tls = Samples.DIRECTORY.toAbsolutePath().resolve("tls");
        String text = """
            listen:
              grpc: { address: "0.0.0.0:9090", tls: { certificate: "%1$s/server.pem", key: "%1$s/server-key.pem" } }
            callers:
              - { name: web, key: "sha256:%2$s", tenant: acme }
            """.formatted(tls, "0".repeat(64));

        Loaded loaded = Samples.load(directory, text + Samples.SMALL);

        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void doorsThatLetTheSystemChooseTheirPortAreApart() throws IOException {
        String text = """
            listen:
              grpc: { address: "127.0.0.1:0" }
              rest: { address: "127.0.0.1:0" }
              operator: { address: "127.0.0.1:0" }
            """;

        assertThat(Samples.load(directory, text + Samples.SMALL).config()).isPresent();
    }

    @Test
    void aSecretInClearTextIsAWarningOnlyWhereItLeavesTheMachine() throws IOException {
        String text = """
            backends:
              near: { protocol: http-json, url: "http://[::1]:8080/{a}", most: 1s, credentials: { env: SET } }
              far: { protocol: http-json, url: "http://orders.internal?a={a}", most: 1s, credentials: { env: SET } }
              safe: { protocol: http-json, url: "https://orders.internal/", most: 1s, credentials: { env: SET } }
              model:
                protocol: open-inference
                address: "10.0.0.1:9101"
                model: intent
                reply: { fields: { a: b } }
                most: 40ms
                credentials: { env: SET }
            routes:
              all:
                budget: { most: 1s }
                flow: { a: { call: near }, b: { call: far }, c: { call: safe }, d: { call: model } }
                answer: { a: a.a }
            """;

        Loaded loaded = Samples.load(directory, text);

        assertThat(loaded.config()).isPresent();
        assertThat(loaded.warnings())
                .extracting(ConfigProblem::path)
                .containsExactly("backends.far.credentials", "backends.model.credentials");
    }

    @Test
    void aSecretFileMayEndWithANewLine() throws IOException {
        Files.writeString(directory.resolve("token"), "sk-4242\n");
        String text = Samples.SMALL.replace("most: 40ms", "most: 40ms\n    credentials: { file: token }");

        assertThat(Samples.load(directory, text).config()).isPresent();
    }

    @Test
    void anEmptySecretFileIsAProblem() throws IOException {
        Files.writeString(directory.resolve("token"), "\n");
        String text = Samples.SMALL.replace("most: 40ms", "most: 40ms\n    credentials: { file: token }");

        assertThat(Samples.load(directory, text).problems())
                .extracting(ConfigProblem::message)
                .containsExactly("this file is empty");
    }

    @Test
    void aHugeFileIsNotReadWhole() throws IOException {
        Files.write(directory.resolve("schema.json"), new byte[(4 << 20) + 1]);
        String text = Samples.SMALL.replace("    flow:", "    input: schema.json\n    flow:");

        assertThat(Samples.load(directory, text).problems())
                .extracting(ConfigProblem::message)
                .containsExactly("the file is larger than 4 MiB");
    }

    @Test
    void aDigestChangesWithTheContentOnly() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "1");
        String before = Digests.of(file);

        assertThat(Digests.of(Files.writeString(file, "1"))).isEqualTo(before);
        assertThat(Digests.of(Files.writeString(file, "2"))).isNotEqualTo(before);
        assertThat(Digests.of(directory.resolve("nope"))).isEmpty();
    }

    @Test
    void optionsDoNotShowTheEnvironment() {
        assertThat(INSECURE.toString()).doesNotContain("SET");
    }
}
