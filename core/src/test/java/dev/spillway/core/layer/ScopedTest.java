package dev.spillway.core.layer;

import dev.spillway.core.Layer;
import dev.spillway.core.testing.LayerTck;

class ScopedTest extends LayerTck {
    @Override
    protected Layer roomy() {
        return new Scoped();
    }
}
