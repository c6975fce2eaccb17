package dev.spillway.gateway.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Who reads whom, and what follows from it for the time of each branch.
 *
 * <p>The <em>reserve</em> of a branch is the time that it leaves for what is behind it: the largest sum of least times
 * along a path of readers, with a margin for each. Of a required branch only required readers count, as an optional one takes what is left. Of an
 * optional branch all readers count: when its time is up it is late, and whoever reads it starts without it and still has
 * its own least time. So an optional branch is late exactly when waiting longer would leave a reader, or what is behind
 * that one, less than its least time.
 */
final class FlowGraph {
    /** What each reader has beside its least time: the timer that ends the wait for what it reads may be so late. */
    static final long MARGIN_NANOS = Duration.ofMillis(1).toNanos();

    private final List<BranchPlan> branches;
    private final long[] readers;

    FlowGraph(List<BranchPlan> branches) {
        this.branches = branches;
        this.readers = new long[branches.size()];
        for (BranchPlan branch : branches) {
            for (long set = branch.reads(); set != 0; set = Bits.withoutFirst(set)) {
                readers[Bits.first(set)] |= Bits.of(branch.index());
            }
        }
    }

    /** The branches that read each branch. */
    long[] readers() {
        return readers;
    }

    /** A cycle as the path that leads back to its start; empty where there is none. */
    List<String> cycle() {
        int[] state = new int[branches.size()]; // 0 new, 1 on the path, 2 done
        for (BranchPlan branch : branches) {
            List<String> path = new ArrayList<>();
            if (closes(branch.index(), state, path)) {
                path.add(path.getFirst());
                return path;
            }
        }
        return List.of();
    }

    private boolean closes(int index, int[] state, List<String> path) {
        if (state[index] != 0) {
            if (state[index] == 1) {
                path.subList(0, path.indexOf(branches.get(index).name())).clear();
            }
            return state[index] == 1;
        }
        state[index] = 1;
        path.add(branches.get(index).name());
        for (long set = branches.get(index).reads(); set != 0; set = Bits.withoutFirst(set)) {
            if (closes(Bits.first(set), state, path)) {
                return true;
            }
        }
        path.removeLast();
        state[index] = 2;
        return false;
    }

    /** The branches in an order in which each stands behind all that it reads. For a graph without cycles. */
    int[] order() {
        int[] order = new int[branches.size()];
        long placed = 0;
        for (int count = 0; count < order.length; ) {
            for (BranchPlan branch : branches) {
                if (!Bits.has(placed, branch.index()) && (branch.reads() & ~placed) == 0) {
                    placed |= Bits.of(branch.index());
                    order[count++] = branch.index();
                }
            }
        }
        return order;
    }

    /** For each branch, all that it reads, and what those read, and so on. */
    long[] ancestors() {
        long[] ancestors = new long[branches.size()];
        for (int index : order()) {
            long reads = branches.get(index).reads();
            ancestors[index] = reads;
            for (long set = reads; set != 0; set = Bits.withoutFirst(set)) {
                ancestors[index] |= ancestors[Bits.first(set)];
            }
        }
        return ancestors;
    }

    /** The reserve of each branch, in nanoseconds. */
    long[] reserves() {
        long[] reserves = new long[branches.size()];
        int[] order = order();
        for (int i = order.length - 1; i >= 0; i--) {
            BranchPlan branch = branches.get(order[i]);
            for (long set = readers[branch.index()]; set != 0; set = Bits.withoutFirst(set)) {
                BranchPlan reader = branches.get(Bits.first(set));
                if (branch.optional() || !reader.optional()) {
                    long behind = MARGIN_NANOS + reader.leastNanos() + reserves[reader.index()];
                    reserves[branch.index()] = Math.max(reserves[branch.index()], behind);
                }
            }
        }
        return reserves;
    }

    /**
     * For each branch, the sum of least times and margins on the longest path of required branches that ends with it, in
     * nanoseconds.
     *
     * @param conditional whether branches with a {@code when} count; else they may be skipped
     */
    long[] paths(boolean conditional) {
        long[] paths = new long[branches.size()];
        for (int index : order()) {
            BranchPlan branch = branches.get(index);
            long before = 0;
            for (long set = branch.reads(); set != 0; set = Bits.withoutFirst(set)) {
                BranchPlan read = branches.get(Bits.first(set));
                before = read.optional() ? before : Math.max(before, paths[read.index()] + MARGIN_NANOS);
            }
            paths[index] = before + (conditional || branch.when() == null ? branch.leastNanos() : 0);
        }
        return paths;
    }
}
