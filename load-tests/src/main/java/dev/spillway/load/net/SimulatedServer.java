package dev.spillway.load.net;

import dev.spillway.load.simulate.Fault;
import dev.spillway.load.simulate.Simulation;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A reference server: real answers with simulated latency, and faults on request. */
public interface SimulatedServer extends AutoCloseable {
    String name();

    /** Where it listens; it stays the same while the port is closed by a fault. */
    InetSocketAddress address();

    /** In one line, for people. */
    String describes();

    Simulation simulation();

    /** Takes effect before this returns; at most one fault at a time, {@link Fault.None} ends it. */
    void inject(Fault fault) throws IOException;

    @Override
    void close();
}
