package dev.spillway.gateway.observe;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.layer.Observer;

/** Two observers that see the same, in this order. */
public record Both(Observer one, Observer other) implements Observer {
    @Override
    public void begun(Call call, Entry entry) {
        one.begun(call, entry);
        other.begun(call, entry);
    }

    @Override
    public void ended(Call call, Entry entry) {
        one.ended(call, entry);
        other.ended(call, entry);
    }

    @Override
    public void defect(Call call, Entry entry, Throwable bug) {
        one.defect(call, entry, bug);
        other.defect(call, entry, bug);
    }
}
