package dev.spillway.gateway.backend;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.resolver.NameResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Where a backend's name lies at present, over HTTP and gRPC alike. Shared by all event loops.
 *
 * <p>Once a name has been resolved no call waits for a resolver any more: while a look-up is under way, or has failed, the
 * last good addresses serve.
 */
public final class Host {
    private final String name;
    private final NameResolver resolver;
    private volatile List<InetAddress> lastGood = List.of();

    /**
     * Nothing is looked up yet.
     *
     * @param name a name, or an address without brackets
     */
    public Host(String name, Vertx vertx) {
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

    /** An address; completes on the calling event loop. */
    public Future<InetAddress> address() {
        Future<List<InetAddress>> fresh = lookUp();
        List<InetAddress> last = lastGood;
        return fresh.succeeded() || last.isEmpty()
                ? fresh.map(List::getFirst)
                : Future.succeededFuture(last.getFirst());
    }

    /** Every address, as a name server says it now; fails if none does. Completes on the calling event loop. */
    Future<List<InetAddress>> lookUp() {
        return resolver.resolveAll(name)
                .map(found -> found.stream().map(InetSocketAddress::getAddress).toList())
                .onSuccess(addresses -> lastGood = addresses);
    }

    /** The addresses that a name server said last; empty if none has yet. */
    List<InetAddress> lastGood() {
        return lastGood;
    }
}
