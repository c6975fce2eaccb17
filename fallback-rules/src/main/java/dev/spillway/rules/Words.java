package dev.spillway.rules;

import dev.spillway.expressions.Comparison;
import dev.spillway.expressions.Numbers;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values and comparisons in words. */
final class Words {
    private static final int SHOWN = 60;

    private Words() {}

    static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "not there";
            case String text when text.length() > SHOWN -> "'" + text.substring(0, SHOWN) + "…'";
            case String text -> "'" + text + "'";
            case Number number -> Numbers.text(number);
            case Map<?, ?> map -> "a block of " + map.size() + " fields";
            case List<?> list -> "a list of " + list.size();
            default -> String.valueOf(value);
        };
    }

    /** What a comparison asks of its field. */
    static String asked(Comparison comparison) {
        String constants = comparison.constants().stream().map(Words::shown).collect(Collectors.joining(" or "));
        return switch (comparison.kind()) {
            case ONE_OF -> constants;
            case NONE_OF -> "anything but " + constants;
            case LESS -> "less than " + constants;
            case AT_MOST -> constants + " or less";
            case MORE -> "more than " + constants;
            case AT_LEAST -> constants + " or more";
            case TEXT -> "a text that fits " + constants;
        };
    }
}
