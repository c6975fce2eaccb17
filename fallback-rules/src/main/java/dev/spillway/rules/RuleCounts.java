package dev.spillway.rules;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often each rule of a set decided, and how often it could not be evaluated, since the set took effect. Thread-safe,
 * without locks: shared by all event loops.
 */
public final class RuleCounts {
    private final Map<String, LongAdder> decided = new LinkedHashMap<>();
    private final Map<String, LongAdder> passed = new LinkedHashMap<>();

    public RuleCounts(RuleSet set) {
        set.names().forEach(name -> {
            decided.put(name, new LongAdder());
            passed.put(name, new LongAdder());
        });
        decided.put(Decision.DEFAULT, new LongAdder());
        passed.put(Decision.DEFAULT, new LongAdder());
        decided.put(Decision.NONE, new LongAdder());
    }

    /** Counts a decision of the set. */
    public void add(Decision decision) {
        increment(decided, decision.rule());
        decision.passed().forEach(one -> increment(passed, one.rule()));
    }

    private static void increment(Map<String, LongAdder> counts, String rule) {
        LongAdder count = counts.get(rule);
        if (count == null) {
            throw new IllegalArgumentException("a decision of another rule set, by its rule " + rule);
        }
        count.increment();
    }

    /** How often each rule decided, {@link Decision#DEFAULT} and {@link Decision#NONE} among them, in the set's order. */
    public Map<String, Long> decided() {
        return sums(decided);
    }

    /** How often each rule was passed over since it could not be evaluated. */
    public Map<String, Long> passed() {
        return sums(passed);
    }

    /** How often the set was asked. */
    public long asked() {
        return decided.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
        Map<String, Long> sums = new LinkedHashMap<>();
        counts.forEach((rule, count) -> sums.put(rule, count.sum()));
        return sums;
    }
}
