package dev.spillway.gateway.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A model server or service; {@code protocol} says of which kind. */
@ChosenBy(key = "protocol", doc = "How it is spoken to.")
public sealed interface BackendConfig permits OpenInferenceConfig, HttpJsonConfig, OpenaiChatConfig {
    /** The longest time that one attempt gets. */
    Duration most();

    /** The time below which an attempt is not worth starting. */
    Duration least();

    PriceConfig price();

    /** How many attempts may be in flight at once, over all event loops. */
    int limit();

    BreakerConfig breaker();

    @Nullable
    HedgeConfig hedge();

    @Nullable
    CredentialsConfig credentials();

    @Nullable
    ClientTlsConfig tls();
}
