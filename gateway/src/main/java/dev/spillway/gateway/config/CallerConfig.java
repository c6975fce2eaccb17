package dev.spillway.gateway.config;

import dev.spillway.core.Priority;
import java.util.Set;

/** One API key and what its bearer may do. */
@Doc("One API key and what its bearer may do.")
public record CallerConfig(
        @Doc("What the key is called in logs.") String name,

        @Doc("The key's hash, as `spillway key` prints it: sha256: and 64 hexadecimal digits. The key itself is never"
                + " stored.")
        String key,

        @Doc("Whose data, quota and tasks the calls touch.") String tenant,

        @Doc("What the bearer may do: execute (run routes), operate (other tenants' tasks, bulk work).")
        @Default("[execute]")
        Set<Scope> scopes,

        @Doc("The highest priority that its calls get.") @Default("high")
        Priority priority) {

    /** A leave that a key gives. */
    public enum Scope {
        EXECUTE,
        OPERATE
    }
}
