package dev.spillway.gateway.config.bind;

import dev.spillway.expressions.Names;
import dev.spillway.gateway.config.shape.Shape;
import dev.spillway.gateway.config.shape.Slot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Guesses what was meant by a key that a block doesn't have. */
final class UnknownKeys {
    /** What others call it, by our word for it. */
    private static final Map<String, Set<String>> ELSEWHERE = Map.ofEntries(
            Map.entry("most", Set.of("timeout", "deadline", "max", "maximum", "latency")),
            Map.entry("least", Set.of("min", "minimum")),
            Map.entry("default", Set.of("timeout")),
            Map.entry("address", Set.of("host", "target", "endpoint", "server", "url", "port", "bind")),
            Map.entry("url", Set.of("uri", "endpoint", "address", "host", "path")),
            Map.entry("limit", Set.of("concurrency", "maxConcurrency", "inFlight", "parallelism")),
            Map.entry("price", Set.of("cost")),
            Map.entry("when", Set.of("if", "condition")),
            Map.entry("flow", Set.of("branches", "steps", "tasks", "nodes")),
            Map.entry("call", Set.of("backend", "model", "service")),
            Map.entry("input", Set.of("schema", "body", "request", "arguments")),
            Map.entry("answer", Set.of("output", "response", "result")),
            Map.entry("backends", Set.of("models", "services", "upstreams", "clusters")),
            Map.entry("routes", Set.of("endpoints", "pipelines", "flows")),
            Map.entry("callers", Set.of("keys", "apiKeys", "clients", "users")));

    private UnknownKeys() {}

    /**
     * What was probably meant.
     *
     * @param slot a key of the block; empty: none of them
     */
    record Guess(Optional<Slot> slot, String suggestion) {
        /** Whether the value is one that may be shown. */
        boolean isHarmless() {
            return slot.isPresent() && slot.get().secrecy() == Slot.Secrecy.NONE;
        }
    }

    static Guess guess(String key, Shape.Block block) {
        List<String> known = block.slots().stream().map(Slot::key).toList();
        String keys = "the keys here are " + String.join(", ", known);
        Optional<String> below = below(key, block);
        if (below.isPresent()) {
            return new Guess(Optional.empty(), "did you mean " + below.get() + "? " + keys);
        }
        Optional<String> near = Names.nearest(key, known)
                .or(() -> known.stream()
                        .filter(ours -> ELSEWHERE.getOrDefault(ours, Set.of()).contains(key))
                        .findFirst());
        Optional<Slot> slot = block.slots().stream()
                .filter(each -> near.filter(each.key()::equals).isPresent())
                .findFirst();
        return new Guess(
                slot, near.map(meant -> "did you mean " + meant + "? " + keys).orElse(keys));
    }

    /** The path of a key of this name one block further in. */
    private static Optional<String> below(String key, Shape.Block block) {
        for (Slot slot : block.slots()) {
            if (slot.shape() instanceof Shape.Block inner
                    && inner.slots().stream().anyMatch(within -> within.key().equals(key))) {
                return Optional.of(slot.key() + "." + key);
            }
        }
        return Optional.empty();
    }
}
