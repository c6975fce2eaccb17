package dev.spillway.gateway.cli;

import picocli.CommandLine.Command;

/** {@code spillway rules}: what people who write rules need. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Tries a rule set: runs its examples, or says why a rule decides and the others do not.",
        subcommands = {RulesTestCommand.class, RulesExplainCommand.class})
public final class RulesCommand {}
