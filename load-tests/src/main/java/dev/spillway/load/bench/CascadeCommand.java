package dev.spillway.load.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.spillway.load.corpus.BadCorpus;
import dev.spillway.load.models.ModelServers;
import dev.spillway.load.models.Options;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spillway bench cascade}: the calibrated cascade of the reference servers against each of them alone. */
@Command(
        name = "cascade",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Calibrates a cascade of the three text models on one half of the held-out texts, then asks it, and each"
                    + " model alone, the other half: quality, cost, latency, and what had been forecast.",
            "Everything goes over the wire. What the models answer is real; their latency is simulated, and their"
                    + " prices are made up, both as in the example.",
            "All routes are asked side by side at a constant rate; latency counts from the moment a question was due."
        },
        exitCodeListHeading = "%nEnds with status:%n",
        exitCodeList = {
            "0:shown",
            "1:shown, but some questions had no answer",
            "2:the corpus or an option can't be used, or something did not start"
        })
final class CascadeCommand implements Callable<Integer> {
    private static final int UNUSABLE = 2;

    @Option(
            names = "--corpus",
            paramLabel = "FILE.csv",
            description =
                    "Your own labelled texts (columns text,label; one in five is held out unless a column split says"
                            + " train or held-out); else the bundled tickets.")
    private @Nullable Path corpus;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "Keep the logs of outcomes, the calibration and the configuration there.")
    private @Nullable Path keep;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Questions a second for each route (default: ${DEFAULT-VALUE}).")
    private double perSecond = 50;

    @Option(
            names = "--most",
            paramLabel = "N",
            description = "The most questions in each half (default: ${DEFAULT-VALUE}).")
    private int most = 2000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the halves and of the simulated latencies (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(perSecond > 0) || most < 1) {
            progress("--rate is more than 0 and --most is 1 or more, not " + perSecond + " and " + most);
            return UNUSABLE;
        }
        Path directory = keep == null
                ? Files.createTempDirectory("spillway-cascade")
                : Files.createDirectories(keep).toAbsolutePath();
        try {
            return run(directory);
        } catch (BadCorpus | IOException cause) {
            progress("spillway bench cascade: " + cause.getMessage());
            return UNUSABLE;
        } finally {
            if (keep == null) {
                delete(directory);
            }
        }
    }

    private int run(Path directory) throws BadCorpus, IOException, InterruptedException {
        Options options = Options.defaults().withSeed(seed).withProgress(this::progress);
        progress("Training and starting the model servers …");
        try (ModelServers servers = ModelServers.start(corpus == null ? options : options.withCorpus(corpus))) {
            var effort = new CascadeTrial.Effort(perSecond, most, seed);
            CascadeTrial.Findings findings = new CascadeTrial(directory, servers, effort, this::progress).run();
            var report = new CascadeReport(servers.corpus(), findings);
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    json
                            ? new ObjectMapper()
                                    .enable(SerializationFeature.INDENT_OUTPUT)
                                    .writeValueAsString(report.tree())
                            : report.text());
            if (keep != null && !json) {
                out.println("The logs, the calibration and the configuration are in " + directory + ".");
            }
            out.flush();
            return findings.routes().stream().allMatch(route -> route.failed() == 0) ? 0 : 1;
        }
    }

    private void progress(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.delete(one);
        }
    }
}
