package dev.spillway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher gives to Java, which here is a script that prints it. */
class LauncherTest {
    @TempDir
    Path home;

    private List<String> launched(String options) throws IOException, InterruptedException {
        Path jdk = Files.createDirectories(home.resolve("jdk"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        for (String jar : List.of("gateway/target/spillway-gateway.jar", "load-tests/target/spillway-load-tests.jar")) {
            Path built = home.resolve(jar);
            Files.createDirectories(built.getParent());
            Files.writeString(built, "");
        }
        Path launcher = home.resolve("spillway");
        Files.copy(Path.of("../spillway"), launcher, StandardCopyOption.REPLACE_EXISTING);
        ProcessBuilder command = new ProcessBuilder("sh", launcher.toString(), "serve", "--config", "x.yaml");
        command.environment().put("JAVA_HOME", jdk.toString());
        command.environment().put("SPILLWAY_JAVA_OPTS", options);
        Process process = command.redirectErrorStream(true).start();
        List<String> printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(printed).contains("serve", "x.yaml");
        return printed;
    }

    @Test
    void aProcessWithoutMemoryEndsUnlessItIsToldOtherwise() throws Exception {
        assertThat(launched("")).contains("-XX:+ExitOnOutOfMemoryError");

        List<String> told = launched("-Xmx1g -XX:-ExitOnOutOfMemoryError");
        assertThat(told).contains("-Xmx1g");
        assertThat(told.indexOf("-XX:-ExitOnOutOfMemoryError"))
                .isGreaterThan(told.indexOf("-XX:+ExitOnOutOfMemoryError"));
    }
}
