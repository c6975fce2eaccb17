package dev.spillway.load.demo;

import dev.spillway.load.corpus.BadCorpus;
import dev.spillway.load.corpus.Ticket;
import dev.spillway.load.models.ModelServers;
import dev.spillway.load.models.Options;
import dev.spillway.load.models.ServerName;
import dev.spillway.load.net.SimulatedServer;
import dev.spillway.load.process.GatewayProcess;
import dev.spillway.load.simulate.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spillway demo}: the gateway at work on real input. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts the reference model servers, the order service and the gateway, sends held-out tickets through both"
                    + " doors, prints what came back, and serves until Ctrl-C.",
            "The classifiers are real and trained here; their latency is simulated."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int TICKETS = 12;
    private static final int WARMING = 8;
    private static final String TRIAGE = "support-triage";
    private static final String ALONE = "intent-first";
    private static final String SECRET = "secrets/callbacks";
    private static final Duration LONG = Duration.ofMillis(600);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final List<String> GATEWAY_JAVA = List.of("-Xmx256m");

    @Option(
            names = "--once",
            description =
                    "End after the last callback; status 1 if any answer was late or wrong in form, or no callback"
                            + " came.")
    private boolean once;

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            description = "The first of ten ports in a row (default: the example's own).")
    private int portBase = Options.PORT_BASE;

    @Option(
            names = "--corpus",
            paramLabel = "FILE.csv",
            description = "Train on, and send, your own labelled texts (columns text,label).")
    private @Nullable Path corpus;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        DemoPorts ports = DemoPorts.from(portBase);
        try {
            ensureFree(ports);
            return run(ports);
        } catch (BadCorpus | IOException cause) {
            err.println("spillway demo: " + cause.getMessage());
            err.flush();
            return 2;
        }
    }

    private int run(DemoPorts ports) throws BadCorpus, IOException, InterruptedException {
        Options options = Options.defaults().withPortBase(ports.models()).withProgress(this::progress);
        if (corpus != null) {
            options = options.withCorpus(corpus);
        }
        progress("Training and starting the model servers …");
        Path home = Path.of(System.getProperty("spillway.home", ".."));
        Path work = home.resolve(".spillway").resolve("demo").toAbsolutePath().normalize();
        Path config = copyExample(home.resolve("examples/support-triage"), work, ports);
        try (ModelServers servers = ModelServers.start(options)) {
            progress("Starting the gateway …");
            try (GatewayProcess gateway = GatewayProcess.start(
                            config, -1, ports.operator(), work.resolve("gateway.log"), GATEWAY_JAVA);
                    Client client = new Client(ports);
                    CallbackReceiver receiver = new CallbackReceiver(
                            ports.callbacks(),
                            Files.readString(work.resolve(SECRET)).strip())) {
                List<Answered> all = send(client, servers.corpus().heldOut());
                Answered stoodIn = withoutSeverity(client, servers);
                progress("Waiting for a better answer to arrive by callback …");
                LastAct last = LastAct.play(client, receiver, servers.corpus().heldOut());
                PrintWriter out = spec.commandLine().getOut();
                out.println();
                out.print(Table.of(all));
                out.print(Table.ofStandIn(stoodIn));
                out.print(last.text());
                out.println(addresses(ports, config, servers));
                out.flush();
                if (!once) {
                    new CountDownLatch(1).await(); // Ctrl-C ends the process, and the gateway with it
                }
                return verdict(all, stoodIn, last, gateway);
            }
        }
    }

    private List<Answered> send(Client client, List<Ticket> heldOut) throws InterruptedException {
        progress("Warming up with " + WARMING + " tickets that are not counted …");
        List<Ticket> chosen = Stream.concat(
                        heldOut.stream()
                                .filter(ticket -> ticket.orderId().isPresent())
                                .limit(TICKETS / 2),
                        heldOut.stream()
                                .filter(ticket -> ticket.orderId().isEmpty())
                                .limit(TICKETS))
                .limit(TICKETS)
                .toList();
        for (int i = 0; i < WARMING; i++) {
            Ticket ticket = heldOut.get(heldOut.size() - 1 - i % heldOut.size());
            client.overGrpc(ticket, i % 2 == 0 ? TRIAGE : ALONE, LONG);
            client.overRest(ticket, i % 2 == 0 ? TRIAGE : ALONE, LONG);
        }
        List<Answered> all = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            boolean alone = i % 4 == 3; // of every fourth ticket only the intent is asked
            String route = alone ? ALONE : TRIAGE;
            Duration budget = alone ? SHORT : LONG;
            all.add(
                    i % 2 == 0
                            ? client.overGrpc(chosen.get(i), route, budget)
                            : client.overRest(chosen.get(i), route, budget));
        }
        return all;
    }

    /** One ticket more while a server that the route can't do without never answers: its rules stand in. */
    private Answered withoutSeverity(Client client, ModelServers servers) throws InterruptedException {
        progress("Stopping delay-severity, and sending a ticket that needs it …");
        SimulatedServer severity = servers.server(ServerName.SEVERITY);
        severity.simulation().fault(new Fault.Stall(1));
        try {
            Ticket ticket = servers.corpus().heldOut().getFirst();
            return client.overGrpc(ticket, TRIAGE, LONG);
        } finally {
            severity.simulation().fault(new Fault.None());
        }
    }

    private int verdict(List<Answered> all, Answered stoodIn, LastAct last, GatewayProcess gateway) {
        PrintWriter err = spec.commandLine().getErr();
        int faulty = 0;
        for (Answered one : Stream.concat(all.stream(), Stream.of(stoodIn)).toList()) {
            List<String> faults = new ArrayList<>(one.faults());
            if (one.equals(stoodIn) && one.rule().isEmpty()) {
                faults.add("no rule stood in for the server that was stopped, but " + one.sources());
            }
            for (String fault : faults) {
                err.println(one.door() + ", " + one.route() + ", "
                        + Table.shortened(one.ticket().text()) + ": " + fault);
                faulty++;
            }
        }
        for (String fault : last.faults()) {
            err.println("the last act: " + fault);
            faulty++;
        }
        if (faulty > 0 && !gateway.process().isAlive()) {
            err.println(gateway.process().printed());
        }
        err.flush();
        return faulty == 0 ? 0 : 1;
    }

    private static String addresses(DemoPorts ports, Path config, ModelServers servers) {
        return """

            The latency of the models is simulated; what they answer is not.
              gRPC       127.0.0.1:%1$d   spillway.v1.Orchestrator, with reflection
              REST       http://127.0.0.1:%2$d   what there is to ask: /docs
              operator   http://127.0.0.1:%3$d   /readyz /healthz /metrics
              models     http://127.0.0.1:%4$d/control   to make them slow, or fail
              the gateway runs with %5$s

            Try it:
              curl -s http://127.0.0.1:%2$d/v1/routes/support-triage:execute -H 'Spillway-Budget: 250ms' \\
                   -H 'Content-Type: application/json' -d '{"input": {"body": "my parcel arrived broken"}}'
            """.formatted(
                ports.grpc(), ports.rest(), ports.operator(), servers.control().getPort(), config);
    }

    private static Path copyExample(Path example, Path work, DemoPorts ports) throws IOException {
        try (Stream<Path> files = Files.walk(example)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = work.resolve(example.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.writeString(copy, ports.moved(Files.readString(file)));
            }
        }
        Path config = work.resolve("spillway.yaml");
        Files.writeString(config, "drainDelay: 0s\n", StandardOpenOption.APPEND); // no proxy stands in front of a demo
        return config;
    }

    private static void ensureFree(DemoPorts ports) throws IOException {
        for (int port : new int[] {ports.grpc(), ports.rest(), ports.operator(), ports.callbacks()}) {
            try {
                new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
            } catch (IOException busy) {
                throw new IOException(
                        "port " + port
                                + " is in use; end what listens there, or choose ten other ports with --port-base",
                        busy);
            }
        }
    }

    private void progress(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
