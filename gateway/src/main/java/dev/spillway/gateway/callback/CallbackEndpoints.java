package dev.spillway.gateway.callback;

import dev.spillway.core.layer.Permits;
import dev.spillway.gateway.config.CallbacksConfig;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.callback.AddressGuard;
import dev.spillway.offload.callback.CallbackUrl;
import dev.spillway.offload.callback.Cidr;
import dev.spillway.offload.callback.Endpoint;
import dev.spillway.offload.callback.Signer;
import dev.spillway.offload.callback.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may be called back, with their secrets, and where callbacks may go.
 *
 * @param fingerprint the same for the same configuration and the same secrets
 */
public record CallbackEndpoints(List<Endpoint> endpoints, AddressGuard guard, String fingerprint) {

    /**
     * Reads the secrets, which may block: at start and reload only.
     *
     * @param tenants how many there are: they share an endpoint that is not one tenant's alone
     * @param environment looks a variable up; null where it is not set
     * @throws IllegalArgumentException where one is not there, or is none; the message never shows it
     */
    public static CallbackEndpoints read(
            CallbacksConfig config, int tenants, Function<String, @Nullable String> environment) {
        List<Endpoint> endpoints = new ArrayList<>();
        StringBuilder secrets = new StringBuilder();
        config.endpoints().forEach((name, endpoint) -> {
            List<SigningKey> keys = new ArrayList<>();
            for (CallbacksConfig.SecretConfig place : endpoint.secrets()) {
                String secret = secret(place, environment);
                secrets.append(secret).append('\n');
                keys.add(SigningKey.parse(secret));
            }
            endpoints.add(new Endpoint(
                    name,
                    url(endpoint),
                    new Signer(keys),
                    endpoint.concurrency(),
                    tenants > 1 && endpoint.tenant() == null
                            ? Permits.mostOfOne(endpoint.concurrency())
                            : endpoint.concurrency(),
                    endpoint.perSecond(),
                    endpoint.timeout()));
        });
        AddressGuard guard =
                new AddressGuard(config.allowed().stream().map(Cidr::parse).toList());
        String fingerprint = config + "/" + (tenants > 1) + "/"
                + Bytes.utf8(secrets.toString()).sha256().hashCode();
        return new CallbackEndpoints(List.copyOf(endpoints), guard, fingerprint);
    }

    private static CallbackUrl url(CallbacksConfig.EndpointConfig endpoint) {
        int port = URI.create(endpoint.url()).getPort(); // whoever writes the configuration may use any
        return CallbackUrl.parse(
                endpoint.url(), new CallbackUrl.Rules(endpoint.clearText(), port < 0 ? Set.of() : Set.of(port)));
    }

    private static String secret(CallbacksConfig.SecretConfig place, Function<String, @Nullable String> environment) {
        if (place.env() != null) {
            String secret = environment.apply(place.env());
            if (secret == null) {
                throw new IllegalArgumentException("the environment variable " + place.env() + " is not set");
            }
            return secret.strip();
        }
        try {
            return Files.readString(Objects.requireNonNull(place.file())).strip();
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("the file " + place.file() + " can't be read", unreadable);
        }
    }

    @Override
    public String toString() {
        return "CallbackEndpoints" + endpoints.stream().map(Endpoint::name).toList();
    }
}
