package dev.spillway.load.models;

import dev.spillway.load.classify.ModelCache;
import dev.spillway.load.classify.Severity;
import dev.spillway.load.classify.Size;
import dev.spillway.load.classify.TextClassifier;
import dev.spillway.load.corpus.BadCorpus;
import dev.spillway.load.corpus.Corpus;
import dev.spillway.load.inference.InferenceServer;
import dev.spillway.load.inference.Servable;
import dev.spillway.load.inference.SeverityModel;
import dev.spillway.load.inference.TextModel;
import dev.spillway.load.net.HttpServer;
import dev.spillway.load.net.Loops;
import dev.spillway.load.net.SimulatedServer;
import dev.spillway.load.orders.OrderService;
import dev.spillway.load.orders.Orders;
import dev.spillway.load.simulate.Latency;
import dev.spillway.load.simulate.Simulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * All reference servers, listening: three sizes of text classifier, the severity of delays, the order service, and the
 * control over them. What they answer is real; how long they take to, and what goes wrong, is simulated.
 */
public final class ModelServers implements AutoCloseable {
    private final Corpus corpus;
    private final Map<Size, Double> accuracies = new EnumMap<>(Size.class);
    private final Map<ServerName, SimulatedServer> servers = new EnumMap<>(ServerName.class);
    private final Options options;
    private final Loops loops;
    private final HttpServer control;

    private ModelServers(Options options, Corpus corpus) throws IOException {
        this.options = options;
        this.corpus = corpus;
        this.loops = new Loops(options.loops());
        try {
            startTextModels();
            startSeverity();
            startOrders();
            var handler = new Control(List.copyOf(servers.values()), loops);
            this.control = new HttpServer("control", port(servers.size()), handler::handle, loops);
        } catch (IOException | RuntimeException cause) {
            stop();
            throw cause;
        }
    }

    /** Trains or reads the models and listens on all ports; fails without leaving any of them open. */
    public static ModelServers start(Options options) throws IOException, BadCorpus {
        Corpus corpus =
                options.corpus().isPresent() ? Corpus.read(options.corpus().get()) : Corpus.bundled();
        return new ModelServers(options, corpus);
    }

    private void startTextModels() throws IOException {
        var cache = new ModelCache(options.cache(), options.progress());
        for (Size size : Size.values()) {
            TextClassifier classifier = cache.classifier(size, corpus);
            double accuracy = classifier.accuracy(corpus.heldOut());
            accuracies.put(size, accuracy);
            ServerName name = ServerName.of(size);
            String right = String.format(Locale.ROOT, "%.3f", accuracy);
            Map<String, String> properties =
                    properties(name, Map.of("model", size.describes(), "accuracy_on_held_out", right));
            infer(name, new TextModel(name.label(), classifier, properties), size.describes());
        }
    }

    /** Learnt from the bundled tickets whatever the classifiers learn from: a user's own corpus has no days. */
    private void startSeverity() throws IOException {
        Orders orders = Orders.bundled();
        List<Severity.Case> cases = Corpus.bundled().training().stream()
                .filter(ticket -> ticket.urgency().isPresent())
                .map(ticket -> new Severity.Case(
                        ticket.label(),
                        ticket.orderId()
                                .flatMap(orders::find)
                                .map(order -> (double) order.daysLate())
                                .orElse(0.0),
                        ticket.urgency().orElseThrow()))
                .toList();
        ServerName name = ServerName.SEVERITY;
        String describes = "how severe a delay is, from intent and days";
        infer(
                name,
                new SeverityModel(name.label(), Severity.train(cases), properties(name, Map.of("model", describes))),
                describes);
    }

    private void startOrders() throws IOException {
        Simulation simulation = simulation(ServerName.ORDERS);
        servers.put(
                ServerName.ORDERS,
                new OrderService(Orders.bundled(), port(ServerName.ORDERS.place()), simulation, loops));
    }

    private void infer(ServerName name, Servable model, String describes) throws IOException {
        servers.put(name, new InferenceServer(model, describes, port(name.place()), simulation(name), loops));
    }

    private Simulation simulation(ServerName name) {
        return new Simulation(latency(name), options.seed() + name.place());
    }

    private Latency latency(ServerName name) {
        return options.latencies().getOrDefault(name.label(), Latency.NONE);
    }

    private Map<String, String> properties(ServerName name, Map<String, String> own) {
        var all = new TreeMap<>(own);
        all.put("corpus", corpus.name());
        all.put("simulated_latency_at_start", latency(name).toString());
        return all;
    }

    private int port(int place) {
        return options.portBase() == 0 ? 0 : options.portBase() + place;
    }

    public Corpus corpus() {
        return corpus;
    }

    /** In the order of their ports. */
    public List<SimulatedServer> servers() {
        return List.copyOf(servers.values());
    }

    public SimulatedServer server(ServerName name) {
        SimulatedServer server = servers.get(name);
        if (server == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return server;
    }

    /** Where the control listens, over HTTP. */
    public InetSocketAddress control() {
        return control.address();
    }

    /** The share of held-out tickets that the model labels rightly, 0 to 1. */
    public double accuracy(Size size) {
        return accuracies.getOrDefault(size, 0.0);
    }

    @Override
    public void close() {
        control.close();
        stop();
    }

    private void stop() {
        servers.values().forEach(SimulatedServer::close);
        loops.close();
    }
}
