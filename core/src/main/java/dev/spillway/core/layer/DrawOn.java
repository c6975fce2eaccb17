package dev.spillway.core.layer;

import dev.spillway.core.Layer;
import dev.spillway.core.Pot;
import dev.spillway.core.Step;

/** Has all that a call spends paid from a pot that many calls share, beside its own purse. */
public record DrawOn(Pot pot) implements Layer {
    @Override
    public Step around(Step inner) {
        return call -> inner.run(call.with(call.purse().drawingOn(pot)));
    }
}
