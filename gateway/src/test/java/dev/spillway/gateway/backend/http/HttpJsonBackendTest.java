package dev.spillway.gateway.backend.http;

import dev.spillway.core.Money;
import dev.spillway.core.Payload;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.BackendTck;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.PriceConfig;
import dev.spillway.gateway.config.Size;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class HttpJsonBackendTest extends BackendTck {
    @Override
    protected Server serve() {
        return new HttpFaults("{\"label\": \"late\", \"score\": 0.75}");
    }

    @Override
    protected Backend backend(int port) {
        var config = new HttpJsonConfig(
                "http://127.0.0.1:" + port + "/classify",
                HttpJsonConfig.Method.POST,
                Map.of(),
                null,
                Map.of("label", "/label"),
                "/score",
                null,
                null,
                new Size(1 << 20),
                64,
                PATIENCE,
                Duration.ofMillis(1),
                new PriceConfig(new Money(1000), Money.ZERO, Money.ZERO),
                1024,
                null,
                null,
                null);
        return new HttpJsonBackend("classifier", HttpJsonPlan.of(config), null, vertx, time);
    }

    @Override
    protected Map<String, @Nullable Object> input() {
        return Map.of("text", "where is my parcel");
    }

    @Override
    protected boolean isRight(Payload.Whole payload) {
        return payload.fields().equals(Map.of("label", "late"));
    }
}
