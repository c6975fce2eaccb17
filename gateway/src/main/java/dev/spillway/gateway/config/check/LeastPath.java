package dev.spillway.gateway.config.check;

import dev.spillway.gateway.config.BackendConfig;
import dev.spillway.gateway.config.BranchConfig;
import dev.spillway.gateway.config.EndConfig;
import dev.spillway.gateway.config.shape.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long a flow takes at the least: the longest chain of required branches that wait for each other, each with its own
 * {@code least}, else its backend's. An optional branch takes nothing, as those that read it go on without it.
 */
final class LeastPath {
    private final Map<String, BackendConfig> backends;
    private final Dependencies dependencies;

    LeastPath(Map<String, BackendConfig> backends, Dependencies dependencies) {
        this.backends = backends;
        this.dependencies = dependencies;
    }

    /**
     * A chain of branches.
     *
     * @param least the sum of what they need
     * @param branches in the order in which they wait for each other
     */
    record Length(Duration least, List<String> branches) {
        static final Length NONE = new Length(Duration.ZERO, List.of());

        Length then(String branch, Duration time) {
            List<String> longer = new ArrayList<>(branches);
            longer.add(branch);
            return new Length(least.plus(time), longer);
        }

        String words() {
            String chain = branches.size() == 1 ? "the branch " : "the branches ";
            String needs = branches.size() == 1 ? " needs " : " need ";
            return chain + String.join(" -> ", branches) + needs + Texts.of(least);
        }
    }

    /** What one branch takes, its flow within included. */
    Duration of(BranchConfig branch) {
        if (branch.least() != null) {
            return branch.least();
        }
        if (branch.flow() != null) {
            EndConfig end = branch.end() == null ? new EndConfig(false, 0, null) : branch.end();
            return of(branch.flow(), end).least();
        }
        if (branch.cascade() != null) { // whichever of its tiers there is time for may answer
            return branch.cascade().tiers().stream()
                    .map(tier -> tier.least() != null ? tier.least() : leastOf(tier.backend()))
                    .min(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
        }
        return branch.call() == null ? Duration.ZERO : leastOf(branch.call());
    }

    private Duration leastOf(String name) {
        BackendConfig backend = backends.get(name);
        return backend == null ? Duration.ZERO : backend.least();
    }

    /** What a flow takes: all its required branches, or as few as it ends with. */
    Length of(Map<String, BranchConfig> flow, EndConfig end) {
        Map<String, Length> known = new HashMap<>();
        List<Length> lengths = new ArrayList<>();
        flow.forEach((name, branch) -> {
            if (!branch.optional() || end.first() || end.quorum() > 0) {
                lengths.add(upTo(name, flow, known, new HashSet<>()));
            }
        });
        lengths.sort(Comparator.comparing(Length::least));
        if (lengths.isEmpty()) {
            return Length.NONE;
        }
        int enough = end.first() ? 1 : end.quorum() > 0 ? end.quorum() : lengths.size();
        return lengths.get(Math.min(enough, lengths.size()) - 1);
    }

    /** From the flow's start to a branch's end. */
    private Length upTo(String name, Map<String, BranchConfig> flow, Map<String, Length> known, Set<String> open) {
        Length before = known.get(name);
        BranchConfig branch = flow.get(name);
        if (before != null || branch == null || !open.add(name)) { // a cycle is the flow compiler's to refuse
            return before == null ? Length.NONE : before;
        }
        Set<String> siblings = new HashSet<>(flow.keySet());
        siblings.remove(name);
        Length longest = Length.NONE;
        for (String read : dependencies.of(branch, siblings)) {
            BranchConfig sibling = flow.get(read);
            if (sibling != null && !sibling.optional()) {
                Length length = upTo(read, flow, known, open);
                longest = length.least().compareTo(longest.least()) > 0 ? length : longest;
            }
        }
        open.remove(name);
        Length length = longest.then(name, of(branch));
        known.put(name, length);
        return length;
    }
}
