package dev.spillway.gateway.cli;

import dev.spillway.gateway.Gateway;
import dev.spillway.gateway.StartFailure;
import dev.spillway.gateway.loops.LoopTime;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spillway serve}: runs the gateway until it is told to end. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the gateway with a configuration.",
            "SIGHUP, or a change of a file of the configuration, reloads it. SIGTERM ends it in order: it says that it"
                + " is not ready, goes on for drainDelay, and lets calls in flight end. Ctrl-C does the same without"
                + " the delay; a second signal ends it at once."
        })
public final class ServeCommand implements Callable<Integer> {
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path config;

    @Option(names = "--insecure", description = "Allow doors that anyone on the network can use.")
    private boolean insecure;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Gateway gateway;
        try {
            gateway = Gateway.start(config, insecure);
        } catch (StartFailure failure) {
            err.println(failure.getMessage());
            err.flush();
            return CheckCommand.UNUSABLE;
        }
        Runtime process = Runtime.getRuntime();
        Ending ending = new Ending(gateway::drain, process::exit, process::halt, new LoopTime(_ -> {}));
        process.addShutdownHook(new Thread(gateway::close, "end")); // if it is not a signal that ends the process
        Signals.on("TERM", () -> ending.begin(SIGTERM, gateway.drainDelay()));
        Signals.on("INT", () -> ending.begin(SIGINT, Duration.ZERO)); // someone sits in front of it
        Signals.on("HUP", gateway::reload);
        new CountDownLatch(1).await();
        return 0;
    }
}
