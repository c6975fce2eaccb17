package dev.spillway.gateway.config.shape;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * One key of a block.
 *
 * @param doc the sentence of the reference
 * @param byDefault what holds where it is absent, as written in the file; null: nothing
 * @param optional whether it may be absent without a default
 * @param secrecy which of its values are never shown
 * @param restart whether a change needs a restart
 * @param accessor reads the record's component
 */
public record Slot(
        String key,
        Shape shape,
        String doc,
        @Nullable String byDefault,
        boolean optional,
        Secrecy secrecy,
        boolean restart,
        Method accessor) {

    /** Which values of a key are never shown. */
    public enum Secrecy {
        NONE,
        /** Those that can't be read. */
        UNREADABLE,
        ALL
    }

    /** Whether the file must have it. */
    public boolean required() {
        return !optional && byDefault == null;
    }

    /** Whether its value is a text as it stands, so that its default is, too. */
    public boolean isText() {
        return shape instanceof Shape.Scalar<?> scalar
                && scalar.notation().type().equals("text");
    }

    /** Whether its value is never shown. */
    public boolean isSecret() {
        return secrecy == Secrecy.ALL;
    }

    /** The value that a record has for it. */
    public @Nullable Object in(Record holder) {
        try {
            return accessor.invoke(holder);
        } catch (ReflectiveOperationException cause) {
            throw new IllegalStateException("can't read " + accessor, cause);
        }
    }
}
