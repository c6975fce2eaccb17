package dev.spillway.gateway.cli;

import dev.spillway.core.Fatal;
import dev.spillway.gateway.observe.Logs;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The gateway's commands. */
@Command(
        name = "spillway",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "The gateway: serve it, check its configuration, make keys for its callers, calibrate its cascades, try its"
                    + " rules, look at its tasks."
        },
        subcommands = {
            ServeCommand.class,
            CheckCommand.class,
            KeyCommand.class,
            CalibrateCommand.class,
            EvaluateCommand.class,
            RulesCommand.class,
            LogsCommand.class,
            TasksCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Logs.configure();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            Fatal.endIf(failure); // a worker that is gone for good is no way to go on
            LoggerFactory.getLogger(Main.class).error("a defect ended the thread {}", thread.getName(), failure);
        });
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
