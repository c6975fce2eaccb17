package dev.spillway.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.spillway.gateway.config.CredentialsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CredentialsTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("KEY", "s3cret", "EMPTY", " \n", "SPLIT", "s3cret\r\nx-admin: 1", "UMLAUT", "s3crät");

    private static CredentialsConfig from(@Nullable String env, @Nullable Path file) {
        return new CredentialsConfig("X-Api-Key", "Key ", env, file);
    }

    private static Credentials read(CredentialsConfig config) {
        return Credentials.read(config, ENVIRONMENT::get);
    }

    @Test
    void theSecretComesFromTheEnvironment() {
        Credentials credentials = read(from("KEY", null));
        assertThat(credentials.header()).isEqualTo("x-api-key");
        assertThat(credentials.value()).isEqualTo("Key s3cret");
    }

    @Test
    void theSecretComesFromAFileWithoutItsLastLineBreak(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "s3cret\n");
        assertThat(read(from(null, file)).value()).isEqualTo("Key s3cret");
    }

    @Test
    void theSecretIsNeverShown(@TempDir Path folder) throws IOException {
        assertThat(read(from("KEY", null))).hasToString("x-api-key: ***");
        for (String variable : new String[] {"SPLIT", "UMLAUT"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> read(from(variable, null)))
                    .withMessageContaining(variable)
                    .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("s3cr", "admin"));
        }
        Path file = Files.writeString(folder.resolve("key"), "s3cret\ns3cret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(from(null, file)))
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("s3cr"));
    }

    @Test
    void whatIsMissingIsNamed(@TempDir Path folder) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(from("ABSENT", null)))
                .withMessage("the environment variable ABSENT is not set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(from("EMPTY", null)))
                .withMessage("the environment variable EMPTY is empty");
        Path file = folder.resolve("absent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(from(null, file)))
                .withMessage("the file " + file + " can't be read: NoSuchFileException");
        assertThatIllegalArgumentException().isThrownBy(() -> read(from(null, null)));
        assertThatIllegalArgumentException().isThrownBy(() -> read(from("KEY", file)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(new CredentialsConfig("x:y", "", "KEY", null)))
                .withMessageContaining("x:y");
    }
}
