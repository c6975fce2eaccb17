package dev.spillway.core.layer;

import dev.spillway.core.Layer;
import dev.spillway.core.Refusal;
import dev.spillway.core.testing.LayerTck;

class OrElseTest extends LayerTck {
    @Override
    protected Layer roomy() {
        return new OrElse(_ -> leaks.step().refuses(Refusal.OVERLOADED));
    }
}
