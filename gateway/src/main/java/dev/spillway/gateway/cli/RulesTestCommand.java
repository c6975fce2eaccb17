package dev.spillway.gateway.cli;

import dev.spillway.gateway.config.rules.RuleSetFile;
import dev.spillway.rules.Examples;
import dev.spillway.rules.RuleSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spillway rules test}: whether a rule set does what its examples say. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = {
            "Reads a rule set and runs its examples.",
            "Prints every problem with its place and what to do, and ends with status 2; or says that the rules do what"
                    + " their examples say, and which rules no example reaches."
        })
public final class RulesTestCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The rule set.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RuleSetFile read = RuleSetFile.load(file);
        RuleSet set = read.set();
        if (set == null) {
            out.print(CheckCommand.rendered(read.problems()));
            out.println(counted(read.problems().size(), "problem"));
            out.flush();
            return CheckCommand.UNUSABLE;
        }
        Examples examples = set.examples();
        out.println(set.name() + " " + set.version() + ", of " + set.owner() + ": "
                + counted(set.names().size(), "rule") + "; "
                + (examples.count() == 0
                        ? "it has no examples"
                        : counted(examples.count(), "example") + ", none contradicted"));
        if (examples.unreached().isEmpty()) {
            out.println("every rule decides some example");
        }
        examples.unreached().forEach(rule -> out.println("no example reaches " + rule));
        out.flush();
        return 0;
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
