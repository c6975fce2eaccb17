package dev.spillway.gateway.config.bind;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes records from the values of their components. */
final class Records {
    private Records() {}

    /** Calls the canonical constructor, whose own checks may refuse the values. */
    static Object create(Class<? extends Record> type, List<@Nullable Object> values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException cause) {
            if (cause.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException("can't make a " + type.getSimpleName(), cause);
        } catch (ReflectiveOperationException cause) {
            throw new IllegalStateException("can't make a " + type.getSimpleName(), cause);
        }
    }
}
