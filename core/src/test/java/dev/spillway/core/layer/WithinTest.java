package dev.spillway.core.layer;

import dev.spillway.core.Layer;
import dev.spillway.core.testing.LayerTck;
import dev.spillway.core.testing.VirtualTime;

class WithinTest extends LayerTck {
    @Override
    protected Layer roomy() {
        return new Within(VirtualTime.ms(500), time);
    }
}
