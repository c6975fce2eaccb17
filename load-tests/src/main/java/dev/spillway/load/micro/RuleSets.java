package dev.spillway.load.micro;

import dev.spillway.rules.RuleSet;
import dev.spillway.rules.source.ConclusionSource;
import dev.spillway.rules.source.Match;
import dev.spillway.rules.source.RuleSetSource;
import dev.spillway.rules.source.RuleSource;
import dev.spillway.rules.source.TableSource;
import dev.spillway.rules.source.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rule sets to measure, of the sizes that the limits are promised for. */
@SuppressWarnings("NullAway") // it does not see, in class files, that the values of rows may be null
final class RuleSets {
    static final int RULES = 200;
    static final int ROWS = 5_000;

    private RuleSets() {}

    /** Rules as people write them: some compare the request, some what a branch answered, and a number beside it. */
    static RuleSet comparing() {
        List<RuleSource> rules = new ArrayList<>();
        for (int i = 0; i < RULES; i++) {
            String when = i % 2 == 1
                    ? "request.kind == 'k" + i + "' && request.days >= 0"
                    : "intent.?label.orValue('') == 'l" + i % 50 + "' && request.days == " + (i / 50 + 10);
            rules.add(rule("rule" + i, when));
        }
        return set(rules);
    }

    /** Rules whose conditions have to be evaluated one by one. */
    static RuleSet searching() {
        List<RuleSource> rules = new ArrayList<>();
        for (int i = 0; i < RULES; i++) {
            rules.add(rule("rule" + i, "request.text.contains('word" + i + ",') || request.days > " + (1000 + i)));
        }
        return set(rules);
    }

    /**
     * One rule with a table.
     *
     * @param named whether the rows name what they match, beside a range; else they are ranges alone
     */
    static RuleSet table(boolean named) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(Map.of("kind", named ? "k" + i : "", "days", i + ".." + i, "label", "", "team", "team" + i));
        }
        TableSource table =
                new TableSource(Map.of("kind", "request.kind", "days", "request.days", "label", "intent.label"), rows);
        return set(List.of(
                new RuleSource("table", null, 0, table, new ConclusionSource(null, 0.7, "by the table", null))));
    }

    private static RuleSource rule(String name, String when) {
        return new RuleSource(
                name,
                when,
                0,
                null,
                new ConclusionSource(
                        Map.of("team", name, "days", "${request.days}"), 0.7, "for ${request.kind}", null));
    }

    private static RuleSet set(List<RuleSource> rules) {
        RuleSetSource source = new RuleSetSource(
                "measured",
                "1",
                "no one",
                Match.FIRST,
                new LinkedHashSet<>(List.of("intent")),
                Map.of(),
                rules,
                null,
                true,
                List.of());
        return RuleSet.compile(source, Vocabulary.UNKNOWN).orThrow();
    }
}
