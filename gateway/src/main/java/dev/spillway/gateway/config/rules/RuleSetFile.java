package dev.spillway.gateway.config.rules;

import dev.spillway.expressions.Compilation;
import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.Position;
import dev.spillway.gateway.config.bind.Binding;
import dev.spillway.gateway.config.bind.Bound;
import dev.spillway.gateway.config.shape.KeyPath;
import dev.spillway.gateway.route.InputSchema;
import dev.spillway.rules.RuleSet;
import dev.spillway.rules.source.FieldType;
import dev.spillway.rules.source.RuleSetSource;
import dev.spillway.rules.source.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading a rule set's file.
 *
 * @param set null where there are problems
 * @param schema what the file says of the input of its route; takes anything where it says nothing
 * @param problems in no case empty without a set
 * @param files the files that were read, each with its digest, empty where it can't be read: a change of one is a change of
 *     the set
 */
public record RuleSetFile(
        @Nullable RuleSet set, InputSchema schema, List<ConfigProblem> problems, Map<Path, String> files) {
    public RuleSetFile {
        problems = List.copyOf(problems);
        files = Map.copyOf(files);
    }

    /** Reads a rule set by itself. Blocks: not on an event loop. */
    public static RuleSetFile load(Path file) {
        return load(file, Vocabulary.UNKNOWN);
    }

    /**
     * Reads a rule set for a route. Blocks: not on an event loop.
     *
     * @param route what the route has for rules to read; what is not known of it, the file may say itself
     */
    public static RuleSetFile load(Path file, Vocabulary route) {
        NamedText named = NamedText.read(file);
        Map<Path, String> files = new TreeMap<>();
        files.put(file, named.digest());
        if (!named.isReadable()) {
            return failed(file, named.problem(), "", files);
        }
        if (named.text().isBlank()) {
            return failed(file, "the file is empty", "a rule set has a name, a version, an owner and rules", files);
        }
        Bound<RuleSetConfig> bound =
                Binding.bind(RuleSetConfig.class, file, named.text().getBytes(StandardCharsets.UTF_8));
        RuleSetConfig config = bound.value();
        if (config == null || !bound.problems().isEmpty()) {
            return new RuleSetFile(null, InputSchema.ANY, bound.problems(), files);
        }
        Findings findings = new Findings(bound.sources());
        InputSchema schema = schema(config, findings);
        RuleSetSource source = new RuleSetReader(config, schema, findings).read();
        files.putAll(findings.digests());
        if (!findings.isEmpty()) {
            return new RuleSetFile(null, schema, findings.problems(), files);
        }
        Map<String, FieldType> fields = route.request() != null ? route.request() : SchemaFields.of(schema.document());
        return switch (RuleSet.compile(source, new Vocabulary(fields, route.branches()))) {
            case Compilation.Compiled<RuleSet>(var set) -> new RuleSetFile(set, schema, List.of(), files);
            case Compilation.Rejected<RuleSet>(var wrong) -> {
                wrong.forEach(findings::problem);
                yield new RuleSetFile(null, schema, findings.problems(), files);
            }
        };
    }

    private static InputSchema schema(RuleSetConfig config, Findings findings) {
        Path file = config.input();
        if (file == null) {
            return InputSchema.ANY;
        }
        NamedText named = NamedText.read(file);
        findings.digest(file, named.digest());
        if (!named.isReadable()) {
            findings.problem("input", named.problem(), "a path is relative to the directory of this file");
            return InputSchema.ANY;
        }
        try {
            return InputSchema.read(file);
        } catch (IllegalArgumentException unreadable) {
            findings.problem("input", String.valueOf(unreadable.getMessage()), "");
            return InputSchema.ANY;
        }
    }

    private static RuleSetFile failed(Path file, String message, String suggestion, Map<Path, String> files) {
        ConfigProblem problem = new ConfigProblem(Position.whole(file), KeyPath.ROOT, "", message, suggestion);
        return new RuleSetFile(null, InputSchema.ANY, List.of(problem), files);
    }

    /** The rule set; empty: there are problems. */
    public Optional<RuleSet> compiled() {
        return Optional.ofNullable(set);
    }
}
