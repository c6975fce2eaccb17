package dev.spillway.gateway.flow;

import static dev.spillway.core.testing.VirtualTime.ms;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A random flow. */
final class Drawing {
    private final SplittableRandom random;
    private final List<BranchSource> branches = new ArrayList<>();
    private final Map<String, List<String>> reads = new LinkedHashMap<>();
    private final Ending ending;
    private final FlowPlan plan;

    Drawing(SplittableRandom random) {
        this.random = random;
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            branches.add(branch("b" + i));
        }
        this.ending = ending(count);
        this.plan = FlowPlan.compile(new FlowSource(branches, answer(), null, ending))
                .orThrow();
    }

    private BranchSource branch(String name) {
        List<String> read = new ArrayList<>();
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("text", "request.yes");
        for (BranchSource earlier : branches) {
            if (random.nextInt(3) == 0) {
                read.add(earlier.name());
                input.put(earlier.name(), "has(" + earlier.name() + ".label) ? " + earlier.name() + ".label : 'none'");
            }
        }
        reads.put(name, read);
        String when = random.nextInt(6) > 0 ? null : random.nextBoolean() ? "request.yes" : "request.no";
        Duration least = random.nextInt(3) == 0 ? ms(random.nextInt(15)) : Duration.ZERO;
        return new BranchSource(name, input, when, random.nextInt(3) == 0, least);
    }

    private Ending ending(int count) {
        return switch (random.nextInt(6)) {
            case 0 -> new Ending.First(List.of());
            case 1 ->
                new Ending.Quorum(1 + random.nextInt(count), List.of(), random.nextBoolean() ? null : "answer.label");
            default -> new Ending.All();
        };
    }

    /** Each branch that has an answer is a field of the answer. */
    private Map<String, Object> answer() {
        Map<String, Object> answer = new LinkedHashMap<>();
        branches.forEach(branch -> answer.put(branch.name(), branch.name() + ".?label"));
        return answer;
    }

    List<BranchSource> branches() {
        return branches;
    }

    List<String> reads(String branch) {
        return reads.getOrDefault(branch, List.of());
    }

    Ending ending() {
        return ending;
    }

    FlowPlan plan() {
        return plan;
    }

    @Override
    public String toString() {
        return branches + " until " + ending;
    }
}
