package dev.spillway.core.layer;

import dev.spillway.core.Layer;
import dev.spillway.core.testing.LayerTck;
import dev.spillway.core.testing.VirtualTime;

class HedgeTest extends LayerTck {
    @Override
    protected Layer roomy() {
        return new Hedge(VirtualTime.ms(500), new Allowance(1, 10), time);
    }
}
