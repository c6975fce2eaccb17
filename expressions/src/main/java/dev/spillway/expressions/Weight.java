package dev.spillway.expressions;

import dev.cel.common.values.CelByteString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Charges for a value as a whole, to any depth; what occurs twice counts twice. Stops where the meter does. */
final class Weight {
    private Weight() {}

    static void charge(Meter meter, @Nullable Object value) {
        switch (value) {
            case String text -> meter.charge(Prices.SCALAR + (text.length() >> Prices.HELD_SHIFT));
            case Plain.MapView view -> charge(meter, view.plain());
            case Plain.ListView view -> charge(meter, view.plain());
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    meter.charge(Prices.ELEMENT);
                    charge(meter, entry.getKey());
                    charge(meter, entry.getValue());
                }
            }
            case List<?> list -> {
                for (Object item : list) {
                    meter.charge(Prices.ELEMENT);
                    charge(meter, item);
                }
            }
            case Optional<?> optional -> charge(meter, optional.orElse(null));
            case CelByteString bytes -> meter.charge(Prices.SCALAR + bytes.size());
            case null, default -> meter.charge(Prices.SCALAR);
        }
    }

    /** Charges for a value that the CEL runtime may put into a message of its own. */
    static void asMessage(Meter meter, @Nullable Object value) {
        if (!(value instanceof Plain.MapView) && !(value instanceof Plain.ListView)) {
            charge(meter, value);
        }
    }
}
