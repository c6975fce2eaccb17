package dev.spillway.gateway.cache;

import dev.spillway.core.Call;

/**
 * Says which calls of a route are equal: those of one tenant with equal inputs, whatever the order of the fields and the
 * form of the numbers.
 *
 * @param version of the route: an opaque text that changes with all that its answers depend on
 */
public record Keying(String route, String version) {
    Key of(Call call) {
        return new Canonical()
                .text(call.caller().tenant())
                .text(route)
                .text(version)
                .value(call.request().input())
                .digest();
    }
}
