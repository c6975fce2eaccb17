package dev.spillway.core.layer;

import dev.spillway.core.Layer;
import dev.spillway.core.testing.LayerTck;

class ShedTest extends LayerTck {
    @Override
    protected Layer roomy() {
        return new Shed(10);
    }
}
