package dev.spillway.load.micro;

import dev.spillway.rules.Decision;
import dev.spillway.rules.RuleSet;
import dev.spillway.rules.Situation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a decision by rules costs: 200 rules, a table of 5,000 rows; the last one that is asked decides, or any. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RulesBenchmark {
    private static final int SITUATIONS = 1 << 10;

    private final RuleSet compared = RuleSets.comparing();
    private final RuleSet searched = RuleSets.searching();
    private final RuleSet named = RuleSets.table(true);
    private final RuleSet ranged = RuleSets.table(false);

    private final Situation last = situation(RuleSets.RULES - 1, 3);
    private final Situation lastRow = situation(RuleSets.ROWS - 1, RuleSets.ROWS - 1);
    private final List<Situation> any = new ArrayList<>();
    private final List<Situation> anyRow = new ArrayList<>();
    private int turn;

    /** Draws the situations. */
    public RulesBenchmark() {
        Random random = new Random(7);
        for (int i = 0; i < SITUATIONS; i++) {
            int rule = random.nextInt(RuleSets.RULES);
            any.add(situation(rule, random.nextInt(10)));
            int row = random.nextInt(RuleSets.ROWS);
            anyRow.add(situation(row, row));
        }
    }

    private static Situation situation(int kind, int days) {
        return Situation.of(
                Map.of("kind", "k" + kind, "text", "a parcel of word" + kind + ", which is late", "days", (double)
                        days),
                Map.of("intent", Map.of("label", "l" + kind % 50)),
                Situation.Kind.FAILED,
                "timed-out");
    }

    /** The last of 200 rules that compare fields. */
    @Benchmark
    public Decision rules200Last() {
        return compared.decide(last);
    }

    /** Any of 200 rules that compare fields. */
    @Benchmark
    public Decision rules200Mixed() {
        return compared.decide(any.get(turn++ & (SITUATIONS - 1)));
    }

    /** The last of 200 rules that search a text, which no index helps. */
    @Benchmark
    public Decision rules200WithoutIndexLast() {
        return searched.decide(last);
    }

    /** The last of 5,000 rows, which names what it matches. */
    @Benchmark
    public Decision rows5000Last() {
        return named.decide(lastRow);
    }

    /** Any of 5,000 rows. */
    @Benchmark
    public Decision rows5000Mixed() {
        return named.decide(anyRow.get(turn++ & (SITUATIONS - 1)));
    }

    /** The last of 5,000 rows of ranges, which no index helps. */
    @Benchmark
    public Decision rows5000WithoutIndexLast() {
        return ranged.decide(lastRow);
    }
}
