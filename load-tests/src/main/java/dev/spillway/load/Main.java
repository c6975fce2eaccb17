package dev.spillway.load;

import dev.spillway.load.bench.BenchCommand;
import dev.spillway.load.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that stand beside the gateway: reference model servers, the demo and the benchmarks. */
@Command(
        name = "spillway",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Reference model servers, demo and benchmarks.",
        subcommands = {DemoCommand.class, ModelsCommand.class, BenchCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
