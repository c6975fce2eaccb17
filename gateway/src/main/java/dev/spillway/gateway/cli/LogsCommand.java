package dev.spillway.gateway.cli;

import picocli.CommandLine.Command;

/** {@code spillway logs}: what the gateway wrote, in other forms. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        description = "Turns what the gateway wrote into what other commands read.",
        subcommands = {LogsOutcomesCommand.class})
public final class LogsCommand {}
