package dev.spillway.load.inference;

import dev.spillway.load.classify.Severity;
import dev.spillway.load.classify.Severity.Case;
import dev.spillway.load.classify.Size;
import dev.spillway.load.classify.TextClassifier;
import dev.spillway.load.corpus.Corpus;
import dev.spillway.load.corpus.Urgency;
import dev.spillway.load.net.Loops;
import dev.spillway.load.simulate.Latency;
import dev.spillway.load.simulate.Simulation;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A model behind a real socket, and a client of it. */
final class Served implements AutoCloseable {
    static final TextClassifier CLASSIFIER =
            TextClassifier.train(Size.SMALL, Corpus.bundled().training());

    private final Loops loops = new Loops(1);
    final Simulation simulation;
    final InferenceServer server;
    final ManagedChannel channel;

    private Served(Servable model, Latency latency) throws IOException {
        this.simulation = new Simulation(latency, 1);
        this.server = new InferenceServer(model, "for a test", 0, simulation, loops);
        this.channel =
                NettyChannelBuilder.forAddress(server.address()).usePlaintext().build();
    }

    static Served text(Latency latency) throws IOException {
        return new Served(new TextModel("intent", CLASSIFIER, Map.of("accuracy", "0.5")), latency);
    }

    static Served severity() throws IOException {
        var cases = List.of(
                new Case("late", 0, Urgency.LOW),
                new Case("late", 5, Urgency.NORMAL),
                new Case("late", 20, Urgency.HIGH));
        return new Served(new SeverityModel("severity", Severity.train(cases), Map.of()), Latency.NONE);
    }

    /** Every call ends after half a minute, whatever happens. */
    GRPCInferenceServiceBlockingStub client() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.close();
        loops.close();
    }
}
