package dev.spillway.gateway.route;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The routes of one assembly. A call keeps to the assembly that it began with. */
public record Routes(SequencedMap<String, Route> byName) {
    /** The route of a name; null where there is none. */
    public @Nullable Route find(String name) {
        return byName.get(name);
    }
}
