package dev.spillway.gateway.cli;

import dev.spillway.gateway.OnlineCheck;
import dev.spillway.gateway.Preview;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.config.ConfigProblem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spillway check}: what is wrong with a configuration, or what it amounts to. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a configuration without opening a port.",
            "Prints every problem with its place and what to do, and ends with status 2; or prints the effective"
                    + " configuration, secrets masked, and how each route is composed.",
            "With --online it also asks each backend whether it is ready and whether the model wants what the"
                    + " configuration sends, and ends with status 1 if one says no."
        })
public final class CheckCommand implements Callable<Integer> {
    static final int UNUSABLE = 2;
    static final int UNREADY = 1;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path config;

    @Option(names = "--insecure", description = "Allow doors that anyone on the network can use.")
    private boolean insecure;

    @Option(names = "--online", description = "Ask the backends, too. Sends them no input.")
    private boolean online;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Preview preview = Preview.of(config, insecure);
        out.print(rendered(preview.problems()));
        if (!preview.problems().isEmpty()) {
            out.println(
                    preview.problems().size() == 1
                            ? "1 problem"
                            : preview.problems().size() + " problems");
            out.flush();
            return UNUSABLE;
        }
        out.println(preview.effective());
        out.println(preview.routes());
        preview.warnings().forEach(warning -> out.println("warning: " + warning.render()));
        out.flush();
        return online ? online(out) : 0;
    }

    private int online(PrintWriter out) {
        boolean allFit = true;
        for (Map.Entry<String, Backend.Health> one :
                OnlineCheck.of(config, insecure).entrySet()) {
            Backend.Health health = one.getValue();
            boolean fits = health.ready() && health.misfits().isEmpty();
            allFit &= fits;
            out.println((fits ? "backend " : "problem: backend ") + one.getKey() + ": " + health.text());
        }
        out.flush();
        return allFit ? 0 : UNREADY;
    }

    static String rendered(List<ConfigProblem> problems) {
        StringBuilder text = new StringBuilder();
        problems.forEach(problem -> text.append(problem.render()).append('\n'));
        return text.toString();
    }
}
