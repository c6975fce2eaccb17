package dev.spillway.gateway.cli;

import dev.spillway.gateway.Gateway;
import dev.spillway.gateway.StartFailure;
import java.io.PrintWriter;
import java.nio.file.Path;
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
            "SIGHUP, or a change of a file of the configuration, reloads it; SIGTERM and Ctrl-C let calls in flight"
                    + " end."
        })
public final class ServeCommand implements Callable<Integer> {
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
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "drain"));
        Signals.onHangUp(gateway::reload);
        new CountDownLatch(1).await(); // SIGTERM and Ctrl-C run the hook, then end the process
        return 0;
    }
}
