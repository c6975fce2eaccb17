package dev.spillway.gateway.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.Samples;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigChangesTest {
    @TempDir
    Path directory;

    private GatewayConfig load(String text) throws IOException {
        return Samples.load(directory, text).config().orElseThrow();
    }

    @Test
    void aChangedDoorNeedsARestart() throws IOException {
        GatewayConfig before = load(Samples.SMALL);
        GatewayConfig after = load(Samples.SMALL
                + "listen: { rest: { address: \"127.0.0.1:8181\" }, operator: { hosts: [ops, probe] } }\n");

        assertThat(ConfigChanges.needingRestart(before, after))
                .containsExactly(
                        "listen.rest.address",
                        "listen.operator.hosts",
                        "listen.operator.hosts[0]",
                        "listen.operator.hosts[1]");
    }

    @Test
    void routesBackendsAndTimesDoNot() throws IOException {
        GatewayConfig before = load(Samples.SMALL);
        GatewayConfig after = load(Samples.SMALL.replace("intent", "purpose") + "drain: 1s\n");

        assertThat(after).isNotEqualTo(before);
        assertThat(ConfigChanges.needingRestart(before, after)).isEmpty();
    }
}
