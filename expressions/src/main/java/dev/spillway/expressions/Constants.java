package dev.spillway.expressions;

import dev.cel.common.ast.CelConstant;
import org.jspecify.annotations.Nullable;

/** Literals as plain values. */
final class Constants {
    private Constants() {}

    /** The value; {@link Shortcut.No#SHORTCUT} where it is no plain one. */
    static @Nullable Object of(CelConstant constant) {
        return switch (constant.getKind()) {
            case NULL_VALUE -> null;
            case BOOLEAN_VALUE -> constant.booleanValue();
            case INT64_VALUE -> constant.int64Value();
            case DOUBLE_VALUE -> constant.doubleValue();
            case STRING_VALUE -> constant.stringValue();
            default -> Shortcut.No.SHORTCUT;
        };
    }
}
