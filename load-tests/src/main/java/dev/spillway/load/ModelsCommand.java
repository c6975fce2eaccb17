package dev.spillway.load;

import dev.spillway.load.corpus.BadCorpus;
import dev.spillway.load.corpus.Corpus;
import dev.spillway.load.models.ModelServers;
import dev.spillway.load.models.Options;
import dev.spillway.load.models.ServerName;
import dev.spillway.load.simulate.Latency;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spillway models}: starts the reference servers and serves until it is told to end. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts the reference model servers: real text classifiers of three sizes, the severity of delays"
                    + " (Open Inference Protocol over gRPC) and the order service (HTTP).",
            "Their answers are real; their latency is simulated, and faults can be injected over the control port."
        })
final class ModelsCommand implements Callable<Integer> {
    private static final int BAD_ROWS_SHOWN = 20;

    @Option(
            names = "--corpus",
            paramLabel = "FILE.csv",
            description = "Train on your own labelled texts (columns text,label); one in five is held out.")
    private @Nullable Path corpus;

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            description = "The first of six ports in a row, 0 for any free ones (default: ${DEFAULT-VALUE}).")
    private int portBase = Options.PORT_BASE;

    @Option(
            names = "--latency",
            paramLabel = "SERVER=MEDIAN/P99",
            description = "The simulated latency of a server, as in small=4ms/12ms; 0ms for none. May be repeated.")
    private final Map<String, String> latencies = new LinkedHashMap<>();

    @Option(
            names = "--loops",
            paramLabel = "N",
            description = "Event loop threads for all servers together (default: ${DEFAULT-VALUE}).")
    private int loops = 1;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the simulated latencies and faults (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where trained models are kept (default: .spillway/models).")
    private @Nullable Path cache;

    @Option(names = "--no-cache", description = "Train anew, and keep nothing.")
    private boolean noCache;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Options options = options().withProgress(line -> {
            err.println(line);
            err.flush();
        });
        try {
            ModelServers servers = ModelServers.start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(servers::close, "close"));
            complain(servers.corpus(), err);
            out.print(Overview.of(servers));
            out.flush();
            new CountDownLatch(1).await(); // Ctrl-C and SIGTERM run the hook, then end the process
            return 0;
        } catch (BadCorpus | IOException cause) {
            err.println("spillway models: " + cause.getMessage());
            return 2;
        }
    }

    private Options options() {
        try {
            Options options =
                    Options.defaults().withPortBase(portBase).withLoops(loops).withSeed(seed);
            for (var latency : latencies.entrySet()) {
                options =
                        options.withLatency(ServerName.of(latency.getKey()).label(), Latency.parse(latency.getValue()));
            }
            options = corpus == null ? options : options.withCorpus(corpus);
            options = cache == null ? options : options.withCache(cache);
            return noCache ? options.withoutCache() : options;
        } catch (IllegalArgumentException cause) {
            throw new ParameterException(spec.commandLine(), String.valueOf(cause.getMessage()), cause);
        }
    }

    private static void complain(Corpus corpus, PrintWriter err) {
        corpus.bad().stream().limit(BAD_ROWS_SHOWN).forEach(row -> err.println(corpus.name() + ", " + row));
        if (corpus.bad().size() > BAD_ROWS_SHOWN) {
            err.println("… and " + (corpus.bad().size() - BAD_ROWS_SHOWN) + " more bad rows");
        }
        err.flush();
    }
}
