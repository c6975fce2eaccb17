package dev.spillway.gateway.flow;

import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Problem;
import dev.spillway.expressions.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compiled flow, without the steps of its branches: what waits for what, and how long.
 *
 * <p>Immutable; shared by all event loops.
 */
public final class FlowPlan {
    private final List<BranchPlan> branches;
    private final Map<String, Integer> indices;
    private final @Nullable Template answer;
    private final @Nullable Expression confidence;
    private final EndingPlan ending;
    private final List<Problem> advice;
    private final long[] readers;
    private final long[] ancestors;
    private final long[] reserves;
    private final long roots;
    private final long required;
    private final long answerReads;
    private final long confidenceReads;
    private final long contributing;
    private final long leastNanos;
    private final long leastAtStartNanos;

    FlowPlan(
            List<BranchPlan> branches,
            @Nullable Template answer,
            @Nullable Expression confidence,
            EndingPlan ending,
            List<Problem> advice) {
        this.branches = List.copyOf(branches);
        this.answer = answer;
        this.confidence = confidence;
        this.ending = ending;
        this.advice = List.copyOf(advice);
        FlowGraph graph = new FlowGraph(this.branches);
        this.readers = graph.readers();
        this.ancestors = graph.ancestors();
        this.reserves = graph.reserves();
        Map<String, Integer> places = new HashMap<>();
        long starters = 0;
        long mandatory = 0;
        for (BranchPlan branch : this.branches) {
            places.put(branch.name(), branch.index());
            starters |= branch.reads() == 0 ? Bits.of(branch.index()) : 0;
            mandatory |= branch.optional() ? 0 : Bits.of(branch.index());
        }
        this.indices = places;
        this.roots = starters;
        this.required = mandatory;
        this.answerReads = answer == null ? Bits.all(branches.size()) : set(answer.reads());
        this.confidenceReads = confidence == null ? 0 : set(confidence.reads());
        this.contributing = withAncestors(answerReads | confidenceReads);
        this.leastNanos = least(graph.paths(true));
        this.leastAtStartNanos = least(graph.paths(false));
    }

    /** Compiles a flow, or says everything that is wrong with it. */
    public static Compilation<FlowPlan> compile(FlowSource source) {
        return new FlowCompiler(source).compile();
    }

    /** The names of its branches, in the order in which they are written. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        branches.forEach(branch -> names.add(branch.name()));
        return names;
    }

    /** The least time that it needs: the largest sum of least times on a path of required branches. */
    public Duration least() {
        return Duration.ofNanos(leastNanos);
    }

    /** What is not wrong and yet hardly meant. */
    public List<Problem> advice() {
        return advice;
    }

    int size() {
        return branches.size();
    }

    BranchPlan branch(int index) {
        return branches.get(index);
    }

    /** The place of a branch; null where there is none of that name. */
    @Nullable
    Integer index(String name) {
        return indices.get(name);
    }

    @Nullable
    Template answer() {
        return answer;
    }

    @Nullable
    Expression confidence() {
        return confidence;
    }

    EndingPlan ending() {
        return ending;
    }

    /** The branches that read this one. */
    long readers(int index) {
        return readers[index];
    }

    /** All that these read, and what those read, and so on; and these. */
    long withAncestors(long set) {
        long all = set;
        for (long left = set; left != 0; left = Bits.withoutFirst(left)) {
            all |= ancestors[Bits.first(left)];
        }
        return all;
    }

    /** The time that this branch leaves for what is behind it; {@link FlowGraph} says how it is reckoned. */
    long reserveNanos(int index) {
        return reserves[index];
    }

    /** The branches that read no other. */
    long roots() {
        return roots;
    }

    long required() {
        return required;
    }

    /** The branches that the answer reads; all where none is written. */
    long answerReads() {
        return answerReads;
    }

    /** The branches that have a part in the answer: it reads them, or what it reads does. */
    long contributing() {
        return contributing;
    }

    /** What must be settled before a flow without a special ending is complete. */
    long needed() {
        return required | answerReads | confidenceReads;
    }

    /** Without less time than this it need not begin: what may be skipped is not counted. */
    long leastAtStartNanos() {
        return leastAtStartNanos;
    }

    /** Whether the answer of this branch may be passed on as it is, even as a stream: no expression reads it. */
    boolean passesOn(int index) {
        boolean alone = branches.size() == 1 && ending instanceof EndingPlan.All;
        boolean winner = ending instanceof EndingPlan.First(var among) && Bits.has(among, index);
        return answer == null && (alone || winner) && readers[index] == 0 && !Bits.has(confidenceReads, index);
    }

    private long set(Set<String> names) {
        long set = 0;
        for (String name : names) {
            Integer index = indices.get(name);
            set |= index == null ? 0 : Bits.of(index);
        }
        return set;
    }

    /** Of all required branches the longest path; of a set the one that is the last to be needed. */
    private long least(long[] paths) {
        long[] sorted = new long[paths.length];
        int count = 0;
        boolean all = ending instanceof EndingPlan.All;
        for (long set = all ? required : ending.among(); set != 0; set = Bits.withoutFirst(set)) {
            sorted[count++] = paths[Bits.first(set)];
        }
        Arrays.sort(sorted, 0, count);
        return switch (ending) {
            case EndingPlan.All _ -> count == 0 ? 0 : sorted[count - 1];
            case EndingPlan.First _ -> sorted[0];
            case EndingPlan.Quorum(var agreeing, var _, var _) -> sorted[agreeing - 1];
        };
    }
}
