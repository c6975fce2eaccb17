package dev.spillway.gateway.cli;

import dev.spillway.core.Confidence;
import dev.spillway.core.Entry;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Violation;
import dev.spillway.gateway.config.rules.Inputs;
import dev.spillway.gateway.config.rules.RuleSetFile;
import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.json.MalformedJson;
import dev.spillway.gateway.route.InputSchema;
import dev.spillway.rules.Decision;
import dev.spillway.rules.RuleSet;
import dev.spillway.rules.Situation;
import dev.spillway.rules.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spillway rules explain}: which rule decides for an input, and why each earlier one does not. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Says which rule of a set decides for an input, and why each rule before it does not.")
public final class RulesExplainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The rule set.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE",
            description = "The request's input: a file with a JSON object.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path input;

    @Option(
            names = "--branches",
            paramLabel = "FILE",
            description = "What branches answered: a file with a JSON object that has an object for each.")
    private @Nullable Path branches;

    @Option(
            names = "--outcome",
            paramLabel = "KIND",
            defaultValue = "failed",
            description = "What fell through: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} where nothing is said.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Situation.Kind kind;

    @Option(
            names = "--why",
            paramLabel = "WORD",
            defaultValue = "timed-out",
            description =
                    "Why it did: timed-out, overloaded, circuit-open, ...; ${DEFAULT-VALUE} where nothing is said.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String why;

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
            out.flush();
            return CheckCommand.UNUSABLE;
        }
        try {
            InputSchema.Checked checked = read.schema().check(Inputs.asTheyTravel(object(input)));
            for (Violation violation : checked.violations().kept()) {
                out.println(input + ": " + violation.field() + ": " + violation.problem());
            }
            if (checked.violations().isEmpty()) {
                explain(set, situation(checked.input()), out);
            }
            return checked.violations().isEmpty() ? 0 : CheckCommand.UNUSABLE;
        } catch (IOException unreadable) {
            out.println(unreadable.getMessage());
            return CheckCommand.UNUSABLE;
        } finally {
            out.flush();
        }
    }

    private Situation situation(Map<String, @Nullable Object> request) throws IOException {
        Map<String, Map<String, @Nullable Object>> answered = new LinkedHashMap<>();
        if (branches != null) {
            for (Map.Entry<String, @Nullable Object> branch : object(branches).entrySet()) {
                answered.put(branch.getKey(), fields(branches, branch.getValue()));
            }
        }
        return new Situation(request, answered, Situation.outcome(kind, why, "", Confidence.unknown()), Map.of());
    }

    private static Map<String, @Nullable Object> object(Path file) throws IOException {
        try {
            return fields(file, Json.read(Files.readAllBytes(file)));
        } catch (MalformedJson malformed) {
            throw new IOException(file + ": " + malformed.getMessage(), malformed);
        }
    }

    private static Map<String, @Nullable Object> fields(Path file, @Nullable Object value) throws IOException {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IOException(file + ": a JSON object is wanted here");
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        map.forEach((name, each) -> fields.put(String.valueOf(name), each));
        return fields;
    }

    private static void explain(RuleSet set, Situation situation, PrintWriter out) {
        for (Verdict verdict : set.explain(situation)) {
            switch (verdict.kind()) {
                case DECIDES -> out.println("  " + verdict.rule() + " decides: " + verdict.why());
                case DOES_NOT_APPLY -> out.println("  " + verdict.rule() + " does not apply: " + verdict.why());
                case CANNOT_BE_EVALUATED ->
                    out.println("  " + verdict.rule() + " is passed over, it can't be evaluated: " + verdict.why());
                case NOT_REACHED -> out.println("  " + verdict.rule() + " is not reached");
            }
        }
        switch (set.decide(situation)) {
            case Decision.Made made -> {
                out.println(
                        made.rule().equals(Decision.DEFAULT)
                                ? "no rule applies; the default answers"
                                : made.rule() + " answers");
                out.println("  answer      " + new String(Json.write(made.answer()), StandardCharsets.UTF_8));
                out.println("  confidence  "
                        + (made.confidence() instanceof Confidence.Known(var value) ? value : "unknown"));
                out.println("  explained   " + made.explanation());
                if (made.followUp() instanceof FollowUp.Wanted(var follow, var _)) {
                    out.println("  then        " + Entry.word(follow));
                }
            }
            case Decision.None _ ->
                out.println("no rule applies, and there is no default: what fell through is passed on");
        }
    }
}
