package dev.spillway.rules.source;

import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * A rule set as it is written. Problems found in it have paths as in its file: {@code rules[3].when}, {@code
 * rules[0].table.rows[17].days}, {@code default.answer.team}, {@code examples[2].expect.rule}.
 *
 * @param name what it is called in answers, logs and metrics
 * @param version of its content
 * @param owner who answers for it
 * @param branches the branches of the flow that its expressions may read
 * @param lookups maps that its expressions may read, by name
 * @param rules in the order in which they are written
 * @param otherwise what is answered where no rule applies; null: nothing
 * @param none whether it says that nothing is answered where no rule applies
 */
public record RuleSetSource(
        String name,
        String version,
        String owner,
        Match match,
        SequencedSet<String> branches,
        Map<String, Map<String, @Nullable Object>> lookups,
        List<RuleSource> rules,
        @Nullable ConclusionSource otherwise,
        boolean none,
        List<ExampleSource> examples) {
    public RuleSetSource {
        rules = List.copyOf(rules);
        examples = List.copyOf(examples);
    }
}
