package dev.spillway.load.inference;

import dev.spillway.load.net.Connections;
import dev.spillway.load.net.Loops;
import dev.spillway.load.net.PortInUse;
import dev.spillway.load.net.SimulatedServer;
import dev.spillway.load.simulate.Fault;
import dev.spillway.load.simulate.Simulation;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Serves one model over the Open Inference Protocol (gRPC, plain text, loopback only), on event loops shared with others. */
public final class InferenceServer implements SimulatedServer {
    private static final int STOP_MILLIS_MAX = 2000;

    private final Servable model;
    private final String describes;
    private final Simulation simulation;
    private final Loops loops;
    private final Connections connections = new Connections();
    private final int port;
    private Server server;

    /** Listens when it returns; port 0 takes any that is free. */
    public InferenceServer(Servable model, String describes, int port, Simulation simulation, Loops loops)
            throws IOException {
        this.model = model;
        this.describes = describes;
        this.simulation = simulation;
        this.loops = loops;
        this.server = listen(port);
        this.port = server.getPort();
    }

    private Server listen(int wanted) throws IOException {
        try {
            return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted))
                    .bossEventLoopGroup(loops.group())
                    .workerEventLoopGroup(loops.group())
                    .channelFactory(connections.listener())
                    .directExecutor()
                    .permitKeepAliveTime(1, TimeUnit.SECONDS) // whoever wants to know whether we live may ask
                    .permitKeepAliveWithoutCalls(true)
                    .addService(new InferenceService(model, simulation, loops, connections).definition())
                    .build()
                    .start();
        } catch (IOException cause) {
            throw new PortInUse(model.name(), wanted, cause);
        }
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public String describes() {
        return describes;
    }

    @Override
    public Simulation simulation() {
        return simulation;
    }

    @Override
    public synchronized void inject(Fault fault) throws IOException {
        simulation.fault(fault);
        connections.freeze(fault instanceof Fault.Freeze);
        boolean closed = server.isShutdown();
        if (fault instanceof Fault.Refuse && !closed) {
            stop();
        } else if (!(fault instanceof Fault.Refuse) && closed) {
            server = listen(port);
        }
    }

    @Override
    public synchronized void close() {
        stop();
    }

    private void stop() {
        server.shutdownNow();
        connections.resetAll();
        try {
            server.awaitTermination(STOP_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
