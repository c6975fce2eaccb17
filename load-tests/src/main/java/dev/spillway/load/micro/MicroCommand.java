package dev.spillway.load.micro;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spillway bench micro}: what single classes cost, each benchmark in a JVM of its own. */
@Command(
        name = "micro",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures single classes with JMH: decisions, rules, fits.",
            "Each benchmark runs in a JVM of its own, for some ten seconds; the figures are means with their 99.9 %"
                    + " confidence interval."
        })
public final class MicroCommand implements Callable<Integer> {
    private static final String HERE = MicroCommand.class.getPackageName();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILTER",
            defaultValue = "",
            description = "A regular expression that a benchmark's name holds; all of them without one.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String filter;

    @Option(names = "--json", description = "Print the rows as JSON.")
    private boolean json;

    @Option(names = "--verbose", description = "Show what JMH says while it measures.")
    private boolean verbose;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** One benchmark's mean, with half the width of its interval. */
    private record Row(String name, double score, double error, String unit) {
        static Row of(RunResult run) {
            Result<?> result = run.getPrimaryResult();
            String benchmark = run.getParams().getBenchmark();
            String name = benchmark.startsWith(HERE + ".") ? benchmark.substring(HERE.length() + 1) : benchmark;
            String params = run.getParams().getParamsKeys().stream()
                    .map(key -> ": " + run.getParams().getParam(key))
                    .collect(Collectors.joining());
            return new Row(name + params, result.getScore(), result.getScoreError(), result.getScoreUnit());
        }

        Map<String, Object> tree() {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("name", name);
            tree.put("score", score);
            if (!Double.isNaN(error)) {
                tree.put("error", error);
            }
            tree.put("unit", unit);
            return tree;
        }
    }

    @Override
    public Integer call() throws IOException {
        Collection<RunResult> runs;
        try {
            runs = new Runner(new OptionsBuilder()
                            .include(filter.isEmpty() ? ".*" : filter)
                            .jvmArgs("-Xms512m", "-Xmx512m")
                            .verbosity(verbose ? VerboseMode.NORMAL : VerboseMode.SILENT)
                            .shouldFailOnError(true)
                            .build())
                    .run();
        } catch (RunnerException failed) {
            spec.commandLine().getErr().println("the benchmarks did not run: " + failed.getMessage());
            return 1;
        }
        if (runs.isEmpty()) {
            spec.commandLine().getErr().println("no benchmark's name holds " + filter);
            return 2;
        }
        print(runs.stream().map(Row::of).toList());
        return 0;
    }

    private void print(List<Row> rows) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(rows.stream().map(Row::tree).toList()));
        } else {
            rows.forEach(
                    row -> out.printf("%-48s %12.3f ± %.3f %s%n", row.name(), row.score(), row.error(), row.unit()));
        }
        out.flush();
    }
}
