package dev.spillway.core.layer;

import dev.spillway.core.Layer;
import dev.spillway.core.Step;
import java.time.Duration;

/**
 * Keeps time back for the steps outside.
 *
 * @param kept zero or more
 */
public record Reserve(Duration kept) implements Layer {
    public Reserve {
        if (kept.isNegative()) {
            throw new IllegalArgumentException("a reserve is zero or more, not " + kept);
        }
    }

    @Override
    public Step around(Step inner) {
        return call -> inner.run(call.with(call.budget().reserve(kept)));
    }
}
