package dev.spillway.offload.callback;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/** Looks up names, without blocking. */
@FunctionalInterface
public interface Resolver {
    /** All addresses of a name; fails, or is empty, where it has none. Completes on the caller's event loop. */
    Future<List<InetAddress>> resolve(String host);
}
