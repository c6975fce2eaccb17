package dev.spillway.core.layer;

import dev.spillway.core.Layer;
import dev.spillway.core.testing.LayerTck;
import dev.spillway.core.testing.VirtualTime;

class ReserveTest extends LayerTck {
    @Override
    protected Layer roomy() {
        return new Reserve(VirtualTime.ms(500));
    }
}
