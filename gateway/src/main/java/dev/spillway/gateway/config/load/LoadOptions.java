package dev.spillway.gateway.config.load;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the checks of a configuration depend on beside the file.
 *
 * @param insecure whether doors may be open to the network without keys and TLS
 * @param environment the value of an environment variable; null: it isn't set
 */
public record LoadOptions(boolean insecure, Function<String, @Nullable String> environment) {
    /** Secure doors only, and this process's environment. */
    public static final LoadOptions SECURE = new LoadOptions(false, System::getenv);
}
