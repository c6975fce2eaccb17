package dev.spillway.gateway.config;

import dev.spillway.core.Priority;
import java.util.Set;

/** One API key and what its bearer may do. */
@Secret
@Doc("One API key and what its bearer may do.")
public record CallerConfig(
        @Doc("What the key is called in logs.") @Form(TextForm.LINE)
        String name,

        @Doc("The key's hash, as `spillway key` prints it: sha256: and 64 hexadecimal digits. The key itself is never"
                + " stored.")
        @Secret
        @Form(TextForm.KEY_HASH)
        String key,

        @Doc("Whose data, quota and tasks the calls touch.") @Form(TextForm.LINE)
        String tenant,

        @Doc("What the bearer may do: execute (run routes), operate (other tenants' tasks, bulk work).")
        @Default("[execute]")
        @Range(least = "1")
        Set<Scope> scopes,

        @Doc("The highest priority that its calls get. Priorities have no effect yet.") @Default("high")
        Priority priority) {

    /** A leave that a key gives. */
    public enum Scope {
        EXECUTE,
        OPERATE
    }
}
