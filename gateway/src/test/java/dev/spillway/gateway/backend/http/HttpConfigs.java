package dev.spillway.gateway.backend.http;

import dev.spillway.core.Money;
import dev.spillway.gateway.config.BreakerConfig;
import dev.spillway.gateway.config.ClientTlsConfig;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.PriceConfig;
import dev.spillway.gateway.config.Size;
import dev.spillway.gateway.config.UsageConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A configuration in the making; what a test does not say is as generous as can be. */
final class HttpConfigs {
    private final String url;
    private HttpJsonConfig.Method method = HttpJsonConfig.Method.POST;
    private Map<String, String> headers = Map.of();
    private @Nullable Map<String, @Nullable Object> body;
    private HttpJsonConfig.ReplyFormat replyFormat = HttpJsonConfig.ReplyFormat.JSON;
    private Map<String, String> answer = Map.of();
    private @Nullable String confidence;
    private @Nullable UsageConfig usage;
    private @Nullable String readiness;
    private Set<Integer> throttled = Set.of();
    private int connections = 64;
    private Duration most = Duration.ofSeconds(20);
    private PriceConfig price = new PriceConfig(new Money(1000), Money.ZERO, Money.ZERO);
    private @Nullable ClientTlsConfig tls;

    private HttpConfigs(String url) {
        this.url = url;
    }

    static HttpConfigs to(String url) {
        return new HttpConfigs(url);
    }

    HttpConfigs method(HttpJsonConfig.Method other) {
        method = other;
        return this;
    }

    HttpConfigs headers(Map<String, String> others) {
        headers = others;
        return this;
    }

    HttpConfigs body(Map<String, @Nullable Object> template) {
        body = template;
        return this;
    }

    HttpConfigs replyFormat(HttpJsonConfig.ReplyFormat other) {
        replyFormat = other;
        return this;
    }

    HttpConfigs answer(Map<String, String> pointers) {
        answer = pointers;
        return this;
    }

    HttpConfigs confidence(@Nullable String pointer) {
        confidence = pointer;
        return this;
    }

    HttpConfigs usage(@Nullable UsageConfig pointers) {
        usage = pointers;
        return this;
    }

    HttpConfigs readiness(String path) {
        readiness = path;
        return this;
    }

    HttpConfigs throttled(Set<Integer> statuses) {
        throttled = statuses;
        return this;
    }

    HttpConfigs connections(int number) {
        connections = number;
        return this;
    }

    HttpConfigs most(Duration duration) {
        most = duration;
        return this;
    }

    HttpConfigs price(PriceConfig other) {
        price = other;
        return this;
    }

    HttpConfigs tls(ClientTlsConfig trust) {
        tls = trust;
        return this;
    }

    HttpJsonConfig build() {
        return new HttpJsonConfig(
                url,
                method,
                headers,
                body,
                replyFormat,
                answer,
                confidence,
                usage,
                readiness,
                new Size(1 << 20),
                throttled,
                connections,
                most,
                Duration.ofMillis(1),
                price,
                1024,
                BreakerConfig.off(),
                null,
                null,
                tls);
    }
}
