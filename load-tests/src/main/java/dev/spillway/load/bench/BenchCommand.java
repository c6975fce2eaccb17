package dev.spillway.load.bench;

import dev.spillway.load.crash.CrashCommand;
import dev.spillway.load.micro.MicroCommand;
import picocli.CommandLine.Command;

/** {@code spillway bench}: the measurements. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        description = "Measures the gateway, side by side with what it is compared to.",
        subcommands = {
            OverheadCommand.class,
            PairCommand.class,
            CascadeCommand.class,
            OffloadCommand.class,
            CrashCommand.class,
            MicroCommand.class
        })
public final class BenchCommand {}
