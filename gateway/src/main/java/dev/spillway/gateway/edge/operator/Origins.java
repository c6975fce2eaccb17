package dev.spillway.gateway.edge.operator;

import dev.spillway.gateway.config.OperatorDoorConfig;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names under which the operators' door may be addressed. A browser can be led to it by a page of someone else, under
 * that page's origin or, by a name that resolves here, under that page's host; neither is one of these.
 */
final class Origins {
    private final Set<String> hosts = new HashSet<>(List.of("localhost", "127.0.0.1", "[::1]"));

    Origins(OperatorDoorConfig config) {
        hosts.add(config.address().host().toLowerCase(Locale.ROOT));
        config.hosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    }

    /** Whether a Host header names this door. The port does not matter: a forwarded one may differ. */
    boolean isOurs(@Nullable String host) {
        return host != null && hosts.contains(name(host));
    }

    /** Whether a request comes from a page of this door, or from no page at all. */
    boolean isOwnPage(@Nullable String origin) {
        if (origin == null) {
            return true;
        }
        try {
            URI page = URI.create(origin);
            return page.getAuthority() != null && isOurs(page.getAuthority());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static String name(String host) {
        int colon = host.lastIndexOf(':');
        boolean port = colon > host.lastIndexOf(']');
        return (port && colon >= 0 ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }
}
