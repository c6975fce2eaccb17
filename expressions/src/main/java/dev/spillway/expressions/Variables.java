package dev.spillway.expressions;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the identifiers of an expression stand for while it is evaluated. */
@FunctionalInterface
public interface Variables {
    /** Nothing is bound. */
    Variables NONE = _ -> null;

    /**
     * The value of a variable.
     *
     * @return a plain value: map, list, string, long, double or boolean; null where the name is not bound
     */
    @Nullable
    Object find(String name);

    /** What the evaluations that read these variables share; null if absent: each has a meter of its own. */
    default @Nullable Meter meter() {
        return null;
    }

    /** The entries of a map. */
    static Variables of(Map<String, ? extends @Nullable Object> bindings) {
        return bindings::get;
    }
}
