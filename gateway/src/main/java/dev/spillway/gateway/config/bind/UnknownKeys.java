package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.shape.Nearest;
import dev.spillway.gateway.config.shape.Shape;
import dev.spillway.gateway.config.shape.Slot;
import java.util.List;
import java.util.Optional;

/** Says what may have been meant by a key that a block doesn't have. */
final class UnknownKeys {
    private UnknownKeys() {}

    static String suggestion(String key, Shape.Block block, List<String> known) {
        String keys = "the keys here are " + String.join(", ", known);
        return below(key, block)
                .map(path -> "did you mean " + path + "? ")
                .or(() -> Nearest.to(key, known).map(near -> "did you mean " + near + "? "))
                .map(meant -> meant + keys)
                .orElse(keys);
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
