package dev.spillway.gateway.callback;

import dev.spillway.gateway.loops.Loops;
import dev.spillway.offload.callback.Resolver;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Looks names up with Vert.x's resolver, which blocks no event loop. */
public record NameLookup(Loops loops) implements Resolver {
    @Override
    public Future<List<InetAddress>> resolve(String host) {
        return loops.vertx()
                .nameResolver()
                .resolveAll(host)
                .map(found -> found.stream().map(InetSocketAddress::getAddress).toList());
    }
}
