package dev.spillway.gateway.config.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.Samples;
import dev.spillway.gateway.config.load.ConfigLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveConfigTest {
    @TempDir
    Path directory;

    private static GatewayConfig full() {
        return ConfigLoader.load(Samples.FULL, Samples.OPTIONS).config().orElseThrow();
    }

    @Test
    void itBindsToTheSameConfiguration() throws IOException {
        GatewayConfig config = full();
        String key = config.callers().getFirst().key();
        String printed = EffectiveConfig.text(config).replace("'***'", key);

        assertThat(Samples.load(directory, printed).config()).contains(config);
    }

    @Test
    void whatWasLeftOutIsFilledIn() throws IOException {
        GatewayConfig config = Samples.load(directory, Samples.SMALL).config().orElseThrow();

        assertThat(EffectiveConfig.text(config))
                .contains("connectionAge: 30m")
                .contains("limit: 1024")
                .contains("drain: 15s")
                .contains("optional: false");
    }

    @Test
    void noSecretIsShown() {
        String printed = EffectiveConfig.text(full());

        assertThat(printed).contains("key: '***'").doesNotContain("6ca13d52").doesNotContain("sk-intent");
    }

    @Test
    void aHeaderThatLooksLikeASecretIsMasked() throws IOException {
        String text = """
            backends:
              orders:
                protocol: http-json
                url: "http://127.0.0.1:1/"
                headers: { x-session-token: "4242", accept: text/plain }
                most: 1s
            routes: { orders: { budget: { most: 1s }, flow: { order: { call: orders } } } }
            """;
        GatewayConfig config = Samples.load(directory, text).config().orElseThrow();

        assertThat(EffectiveConfig.text(config))
                .contains("x-session-token: '***'")
                .contains("accept: text/plain")
                .doesNotContain("4242");
    }

    @Test
    void numbersAndTextsThatLookLikeThemStayApart() throws IOException {
        String text = Samples.SMALL.replace(
                "{ call: intent }",
                "{ call: intent, input: { a: \"1\", b: 1, c: 1.5, d: \"true\", e: null, f: [x] } }");
        GatewayConfig config = Samples.load(directory, text).config().orElseThrow();
        GatewayConfig again =
                Samples.load(directory, EffectiveConfig.text(config)).config().orElseThrow();

        assertThat(again).isEqualTo(config);
        assertThat(Samples.branch(Samples.route(again, "triage"), "intent").input())
                .containsEntry("a", "1")
                .containsEntry("b", 1L)
                .containsEntry("f", List.of("x"));
    }
}
