package dev.spillway.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may be called back, and where callbacks may go. */
@Doc("Who may be called back, and where callbacks may go.")
public record CallbacksConfig(
        @Doc("The endpoints, by the name that routes and callers use.") @Default("{}") @Keys(TextForm.NAME)
        Map<String, EndpointConfig> endpoints,

        @Doc("Ranges that callbacks may go to although they are not public, such as 10.1.0.0/16.") @Default("[]")
        List<String> allowed) {

    /** One receiver of callbacks. */
    @Doc("One receiver of callbacks, which are signed as Standard Webhooks 1.0.0 says.")
    public record EndpointConfig(
            @Doc("Where it listens: https, unless `clearText` is set.") @Form(TextForm.LINE)
            String url,

            @Doc("What callbacks are signed with, whsec_... (HMAC-SHA256) or whsk_... (ed25519); 1 to 5. While a"
                    + " secret is replaced, the old and the new one both.")
            @Range(least = "1", most = "5")
            List<SecretConfig> secrets,

            @Doc("The tenant whose tasks may call it. Absent: any.") @Nullable
            String tenant,

            @Doc("Whether http is allowed.") @Default("false")
            boolean clearText,

            @Doc("How many callbacks may be under way at once.") @Default("4") @Range(least = "1", most = "1000")
            int concurrency,

            @Doc("How many may begin in a second.") @Default("50") @Range(least = "1", most = "10000")
            int perSecond,

            @Doc("How long one may take.") @Default("20s") @Range(least = "1s", most = "1m")
            Duration timeout) {}

    /** Where a secret is. */
    @Secret
    @Doc("Where a secret is: exactly one of `env` and `file`.")
    public record SecretConfig(
            @Doc("The environment variable with the secret.")
            @Form(TextForm.VARIABLE)
            @Secret(onlyUnreadable = true)
            @Nullable
            String env,

            @Doc("The file with the secret; read again at each reload.") @Nullable
            Path file) {}
}
