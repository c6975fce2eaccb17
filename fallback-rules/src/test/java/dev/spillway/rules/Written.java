package dev.spillway.rules;

import dev.spillway.core.FollowUp;
import dev.spillway.expressions.Problem;
import dev.spillway.rules.source.ConclusionSource;
import dev.spillway.rules.source.ExampleSource;
import dev.spillway.rules.source.Match;
import dev.spillway.rules.source.RuleSetSource;
import dev.spillway.rules.source.RuleSource;
import dev.spillway.rules.source.TableSource;
import dev.spillway.rules.source.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rule sets to test with, written in few words. Each method changes it and returns it. */
public final class Written {
    private Match match = Match.FIRST;
    private final LinkedHashSet<String> branches = new LinkedHashSet<>(List.of("intent", "shipment"));
    private final Map<String, Map<String, @Nullable Object>> lookups = new LinkedHashMap<>();
    private final List<RuleSource> rules = new ArrayList<>();
    private @Nullable ConclusionSource otherwise;
    private boolean none = true;
    private final List<ExampleSource> examples = new ArrayList<>();

    /** A set without rules, and with nothing where none applies. */
    public static Written set() {
        return new Written();
    }

    /** What answers one field, {@code team}, with a text. */
    public static ConclusionSource team(Object team) {
        return new ConclusionSource(Map.of("team", team), null, "because", null);
    }

    public Written match(Match other) {
        match = other;
        return this;
    }

    public Written lookup(String name, Map<String, @Nullable Object> entries) {
        lookups.put(name, entries);
        return this;
    }

    /** A rule that answers with its own name as the team. */
    public Written rule(String name, @Nullable String when) {
        return rule(new RuleSource(name, when, 0, null, team(name)));
    }

    public Written rule(String name, @Nullable String when, int priority) {
        return rule(new RuleSource(name, when, priority, null, team(name)));
    }

    public Written rule(String name, @Nullable String when, Map<String, @Nullable Object> answer) {
        return rule(new RuleSource(name, when, 0, null, new ConclusionSource(answer, 0.7, "because", null)));
    }

    public Written then(String name, @Nullable String when, FollowUp.Kind then, String explain) {
        return rule(
                new RuleSource(name, when, 0, null, new ConclusionSource(Map.of("team", name), 0.7, explain, then)));
    }

    public Written table(
            String name, @Nullable String when, Map<String, String> columns, List<Map<String, @Nullable Object>> rows) {
        return rule(new RuleSource(
                name, when, 0, new TableSource(columns, rows), new ConclusionSource(null, null, "by the table", null)));
    }

    public Written rule(RuleSource rule) {
        rules.add(rule);
        return this;
    }

    public Written byDefault(ConclusionSource conclusion) {
        otherwise = conclusion;
        none = false;
        return this;
    }

    /** Says nothing of what happens where no rule applies. */
    public Written withoutAnEnd() {
        otherwise = null;
        none = false;
        return this;
    }

    public Written example(Situation given, String rule, @Nullable Map<String, @Nullable Object> answer) {
        examples.add(
                new ExampleSource(given.request(), given.branches(), given.outcome(), given.answer(), rule, answer));
        return this;
    }

    public RuleSetSource source() {
        return new RuleSetSource(
                "triage", "3", "logistics", match, branches, lookups, rules, otherwise, none, examples);
    }

    public RuleSet compiled() {
        return RuleSet.compile(source(), Vocabulary.UNKNOWN).orThrow();
    }

    /** What is wrong with it, each problem as its path and message. */
    public List<String> wrong() {
        return wrong(Vocabulary.UNKNOWN);
    }

    public List<String> wrong(Vocabulary vocabulary) {
        return RuleSet.compile(source(), vocabulary).problems().stream()
                .map(problem -> problem.path() + ": " + problem.message())
                .toList();
    }

    public List<Problem> problems() {
        return RuleSet.compile(source(), Vocabulary.UNKNOWN).problems();
    }

    /** A request whose flow failed in time, with nothing from any branch. */
    public static Situation request(Map<String, @Nullable Object> input) {
        return Situation.of(input, Map.of(), Situation.Kind.FAILED, "timed-out");
    }

    public static Situation with(
            Map<String, @Nullable Object> input, Map<String, Map<String, @Nullable Object>> branches) {
        return Situation.of(input, branches, Situation.Kind.FAILED, "timed-out");
    }
}
