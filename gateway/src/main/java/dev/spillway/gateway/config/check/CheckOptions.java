package dev.spillway.gateway.config.check;

import java.util.Map;

/**
 * What the checks depend on beside the configuration.
 *
 * @param insecure whether doors may be open to the network without keys and TLS
 * @param environment where secrets are looked up
 * @param dependencies which branches wait for which
 */
public record CheckOptions(boolean insecure, Map<String, String> environment, Dependencies dependencies) {
    public CheckOptions {
        environment = Map.copyOf(environment);
    }

    /** For this process: its environment, and secure doors only unless {@code insecure}. */
    public static CheckOptions of(boolean insecure, Dependencies dependencies) {
        return new CheckOptions(insecure, System.getenv(), dependencies);
    }

    @Override
    public String toString() {
        return "CheckOptions[insecure=" + insecure + "]"; // an environment holds secrets
    }
}
