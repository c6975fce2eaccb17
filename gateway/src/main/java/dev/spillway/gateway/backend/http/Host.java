package dev.spillway.gateway.backend.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.resolver.NameResolver;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a name lies at present. Shared by all event loops.
 *
 * <p>Once a name has been resolved no call waits for a resolver any more: while a look-up is under way, or has failed, the
 * last good address serves.
 */
public final class Host {
    private final String name;
    private final NameResolver resolver;
    private volatile @Nullable InetAddress lastGood;

    Host(String name, Vertx vertx) {
        this.name = name;
        this.resolver = ((VertxInternal) vertx).nameResolver();
    }

    /**
     * The settings of Vert.x's resolver that suit budgets of milliseconds; its own are 5 seconds for each of 4 queries, and
     * addresses kept as long as the server of the zone likes.
     */
    public static AddressResolverOptions resolverOptions() {
        return new AddressResolverOptions()
                .setQueryTimeout(Duration.ofMillis(500).toMillis())
                .setMaxQueries(2) // A and AAAA
                .setCacheMinTimeToLive((int) Duration.ofSeconds(1).toSeconds())
                .setCacheMaxTimeToLive((int) Duration.ofSeconds(30).toSeconds())
                .setCacheNegativeTimeToLive((int) Duration.ofSeconds(1).toSeconds());
    }

    /** The address; completes on the calling event loop. */
    Future<InetAddress> address() {
        Future<InetAddress> fresh = resolver.resolve(name).onSuccess(address -> lastGood = address);
        InetAddress last = lastGood;
        return fresh.succeeded() || last == null ? fresh : Future.succeededFuture(last);
    }
}
