package dev.spillway.gateway.backend;

import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.ClientTlsConfig;
import dev.spillway.gateway.loops.Loops;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is about a backend rather than about a configuration: its connections and the number of attempts in flight. Kept by
 * identity, so that a reload keeps what it does not change.
 *
 * <p>Used while assembling only, by one thread.
 */
public final class Connections implements AutoCloseable {
    private final Loops loops;
    private final Map<Target, GrpcChannels> channels = new HashMap<>();
    private final Map<String, AtomicInteger> inFlight = new HashMap<>();

    /** Where a connection leads, and how: the identity of a channel. */
    private record Target(Address address, @Nullable ClientTlsConfig tls) {}

    public Connections(Loops loops) {
        this.loops = loops;
    }

    /** The channels to an address. Models on one server share them. */
    public GrpcChannels channels(Address address, @Nullable ClientTlsConfig tls) {
        return channels.computeIfAbsent(
                new Target(address, tls), target -> new GrpcChannels(loops, target.address, target.tls));
    }

    /** How many attempts at a backend are in flight, over all loops. */
    public AtomicInteger inFlight(String backend) {
        return inFlight.computeIfAbsent(backend, _ -> new AtomicInteger());
    }

    /** Closes what no configuration uses any more; calls in flight end on it first. */
    public void keepOnly(Set<Address> used) {
        for (Target target : new HashSet<>(channels.keySet())) {
            if (!used.contains(target.address)) {
                GrpcChannels unused = channels.remove(target);
                if (unused != null) {
                    unused.close();
                }
            }
        }
    }

    @Override
    public void close() {
        channels.values().forEach(GrpcChannels::close);
        channels.clear();
    }
}
