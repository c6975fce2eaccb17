package dev.spillway.core.layer;

import dev.spillway.core.Entry;
import dev.spillway.core.Layer;
import dev.spillway.core.testing.LayerTck;

class ObserveTest extends LayerTck {
    @Override
    protected Layer roomy() {
        return new Observe(Entry.Kind.BACKEND, "backend", Observer.NONE);
    }
}
