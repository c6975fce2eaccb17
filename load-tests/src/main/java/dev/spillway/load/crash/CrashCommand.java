package dev.spillway.load.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.spillway.load.process.Directories;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spillway bench crash}: no acknowledged task is lost, whatever ends the gateway. */
@Command(
        name = "crash",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Submits tasks to a real gateway, notes each acknowledgement outside of it, ends it at random moments with"
                    + " kill -9 or by a simulated power cut (writes that were not synced are taken away, wholly or in"
                    + " part), starts it again, and accounts for every acknowledged task.",
            "Status 1 where a task is lost, ends otherwise than it may, or has another's result."
        })
public final class CrashCommand implements Callable<Integer> {
    private static final int LIES = 50;

    @Option(names = "--kills", paramLabel = "N", description = "Kills with SIGKILL (default: ${DEFAULT-VALUE}).")
    private int kills = 10;

    @Option(names = "--cuts", paramLabel = "N", description = "Power cuts (default: ${DEFAULT-VALUE}).")
    private int cuts = 5;

    @Option(names = "--json", description = "Print the row as JSON.")
    private boolean json;

    @Option(names = "--seed", paramLabel = "N", description = "What the moments are drawn from (default: any).")
    private long seed = ThreadLocalRandom.current().nextLong(1_000_000);

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "After so many minutes no more crashes are begun (default: ${DEFAULT-VALUE}).")
    private int minutes = 60;

    @Option(
            names = "--weaken",
            description = "To try the checker: before each power cut, half of all syncs are claimed and not done."
                    + " Status 0 where it sees losses, 1 where it sees none.")
    private boolean weaken;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where the store lies, on the disk that is meant (default: a temporary directory).")
    private @Nullable Path parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        err.println("seed " + seed);
        Path work = parent == null
                ? Files.createTempDirectory("spillway-crash")
                : Files.createTempDirectory(Files.createDirectories(parent), "spillway-crash");
        Verdict verdict;
        try (Crashes crashes = new Crashes(work, plan(), line -> {
            err.println(line);
            err.flush();
        })) {
            verdict = crashes.run();
        } catch (IOException failed) {
            err.println("spillway bench crash: " + failed.getMessage());
            err.flush();
            return 2;
        }
        print(verdict);
        int status = verdict.isGood() == weaken ? 1 : 0;
        if (status == 0) {
            Directories.remove(work);
        } else {
            err.println("what the gateway left is in " + work);
            err.flush();
        }
        return status;
    }

    private Crashes.Plan plan() {
        return new Crashes.Plan(kills, cuts, seed, weaken ? LIES : 0, Duration.ofMinutes(minutes));
    }

    private void print(Verdict verdict) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(List.of(verdict.row())));
        } else {
            out.print(verdict.text());
        }
        out.flush();
    }
}
