package dev.spillway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Money;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.BackendFixture;
import dev.spillway.gateway.config.BackendConfig;
import dev.spillway.gateway.config.BreakerConfig;
import dev.spillway.gateway.config.ChatJsonConfig;
import dev.spillway.gateway.config.ChatMessageConfig;
import dev.spillway.gateway.config.OpenaiChatConfig;
import dev.spillway.gateway.config.PriceConfig;
import dev.spillway.gateway.config.Size;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a backend when the configuration is read again. */
class BackendsTest extends BackendFixture {
    @TempDir
    Path directory;

    private static BackendConfig chat(Path schema) {
        return new OpenaiChatConfig(
                "http://127.0.0.1:1/v1",
                "small",
                null,
                List.of(new ChatMessageConfig(ChatMessageConfig.Role.USER, "input.text")),
                new ChatJsonConfig(schema, ChatJsonConfig.Ask.JSON_SCHEMA),
                64,
                OpenaiChatConfig.MaxTokensName.MAX_TOKENS,
                null,
                null,
                0,
                Map.of(),
                null,
                Map.of(),
                null,
                new Size(1 << 20),
                Set.of(),
                64,
                Duration.ofSeconds(20),
                Duration.ofMillis(1),
                new PriceConfig(Money.ZERO, Money.ZERO, Money.ZERO),
                1024,
                BreakerConfig.off(),
                null,
                null,
                null);
    }

    private Backend only(Backends backends) {
        return watched(Objects.requireNonNull(backends.all().get("reader")));
    }

    @Test
    void aSchemaThatChangedUnderTheSameNameMakesAnotherBackend() throws Exception {
        Path schema = Files.writeString(directory.resolve("answer.json"), "{\"type\": \"object\"}");
        Map<String, BackendConfig> configs = Map.of("reader", chat(schema));
        Backends first = Backends.none(loops, time, _ -> null).next(configs, false);
        Backends second = first.next(configs, false);
        assertThat(only(second)).isSameAs(only(first));

        Files.writeString(schema, "{\"type\": \"object\", \"required\": [\"label\"]}");
        assertThat(only(second.next(configs, false))).isNotSameAs(only(second));
    }
}
