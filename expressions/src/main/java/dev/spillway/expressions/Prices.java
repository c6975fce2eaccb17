package dev.spillway.expressions;

import static java.util.Map.entry;

import dev.cel.common.values.CelByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each thing that an expression does costs, in units of about a nanosecond.
 *
 * <p>Each price is at least what the slowest input of its kind was measured to take ({@code spillway bench micro Work}), so that
 * the limit in units is one in time. A function is charged before it runs. One without a price keeps the language from being built,
 * so that a new version of the library brings no free function.
 */
final class Prices {
    /** A node of an expression that the CEL runtime evaluates: its bookkeeping, not what a function does. */
    static final int STEP = 300;

    /** A node of an expression that a {@link Shortcut} evaluates. */
    static final int SHORT_STEP = 10;

    /** One iteration of a comprehension: its scope, beside its nodes. */
    static final int ITERATION = 600;

    /** A part that failed and was passed over, as {@code ||} does: two exceptions with their stacks. */
    static final int FAILURE = 8_000;

    /** A call of a function whose work does not depend on the size of its arguments. */
    static final int CALL = 100;

    /** Reading a clock's field in a time zone, printing a time, and the like. */
    static final int TIME = 2_000;

    /** An item of a list or an entry of a map that is visited or made. */
    static final int ELEMENT = 25;

    /** A number, a truth or the frame of a text that is visited. */
    static final int SCALAR = 5;

    /** Characters that are compared or copied as a block, and later written out: two a unit. */
    static final int HELD_SHIFT = 1;

    /** Characters that are copied into a new text or list of bytes: four a unit. */
    static final int COPIED_SHIFT = 2;

    /** Characters that are translated one by one. */
    static final int TRANSLATED = 3;

    /** A piece of a text that becomes a text of its own. */
    static final int PIECE = 100;

    /** Finding the next occurrence of one character, beside what is scanned. */
    static final int HIT = 15;

    /** Characters scanned for one character: eight a unit. */
    static final int SCANNED_SHIFT = 3;

    /** Two characters compared. */
    static final int COMPARED = 2;

    static final int AUTOMATON_STATE = 6;
    static final int AUTOMATON_STEP = 6;

    /** One character on one instruction of a regular expression, all of which may be under way at once. */
    static final int REGEX = 12;

    /** No time or time zone is longer; what is can't be one. */
    private static final int TIME_TEXT_MAX = 128;

    /** What a call costs, charged before it is made. */
    @FunctionalInterface
    interface Price {
        void charge(Meter meter, Object[] args);
    }

    static final Price CONSTANT = (meter, _) -> meter.charge(CALL);
    private static final Price TRANSLATION = (meter, args) -> meter.charge(CALL + (long) TRANSLATED * size(args[0]));
    private static final Price SCAN = (meter, args) -> meter.charge(CALL + (size(args[0]) >> HELD_SHIFT));
    private static final Price COPY =
            (meter, args) -> meter.charge(CALL + (((long) size(args[0]) + size(args[1])) >> COPIED_SHIFT));
    private static final Price COMPARISON =
            (meter, args) -> meter.charge(CALL + (long) COMPARED * Math.min(size(args[0]), size(args[1])));
    private static final Price LOOKUP = lookup(1);
    private static final Price CLOCK = (meter, args) -> {
        meter.charge(TIME);
        for (Object arg : args) {
            if (arg instanceof String text && text.length() > TIME_TEXT_MAX) {
                throw new IllegalArgumentException("no time and no time zone is that long");
            }
        }
    };

    /** Types whose values are of one size. */
    private static final Set<Class<?>> FIXED = Set.of(
            Boolean.class, Long.class, Double.class, com.google.common.primitives.UnsignedLong.class, Duration.class);

    private static final Map<String, Price> BY_OVERLOAD = Map.ofEntries(
            entry("equals", Prices::equality),
            entry("not_equals", Prices::equality),
            entry("in_list", (meter, args) -> Weight.charge(meter, args[1])),
            entry("in_map", lookup(0)),
            entry("index_map", LOOKUP),
            entry("index_list", CONSTANT),
            entry("map_optindex_optional_value", LOOKUP),
            entry("optional_map_optindex_optional_value", LOOKUP),
            entry("optional_map_index_value", LOOKUP),
            entry("select_optional_field", LOOKUP),
            entry("list_optindex_optional_int", CONSTANT),
            entry("optional_list_optindex_optional_int", CONSTANT),
            entry("optional_list_index_int", CONSTANT),
            entry("optional_of", CONSTANT),
            entry("optional_ofNonZeroValue", CONSTANT),
            entry("optional_none", CONSTANT),
            entry("optional_value", CONSTANT),
            entry("optional_hasValue", CONSTANT),
            entry("optional_list_first", CONSTANT),
            entry("optional_list_last", Prices::items),
            entry("optional_unwrap_list", Prices::items),
            entry("math_@min_list_dyn", Prices::items),
            entry("math_@max_list_dyn", Prices::items),
            entry("add_string", COPY),
            entry("add_bytes", COPY),
            entry("add_list", Prices::concatenation),
            entry("less_string", COMPARISON),
            entry("less_bytes", COMPARISON),
            entry("less_equals_string", COMPARISON),
            entry("less_equals_bytes", COMPARISON),
            entry("greater_string", COMPARISON),
            entry("greater_bytes", COMPARISON),
            entry("greater_equals_string", COMPARISON),
            entry("greater_equals_bytes", COMPARISON),
            entry("starts_with_string", COMPARISON),
            entry("ends_with_string", COMPARISON),
            entry("size_string", SCAN),
            entry("string_size", SCAN),
            entry("size_bytes", CONSTANT),
            entry("bytes_size", CONSTANT),
            entry("size_list", CONSTANT),
            entry("list_size", CONSTANT),
            entry("size_map", CONSTANT),
            entry("map_size", CONSTANT),
            entry("string_to_bool", TRANSLATION),
            entry("string_to_int64", TRANSLATION),
            entry("string_to_uint64", TRANSLATION),
            entry("string_to_double", TRANSLATION),
            entry("string_to_string", CONSTANT),
            entry("string_to_bytes", TRANSLATION),
            entry("bytes_to_string", TRANSLATION),
            entry("bytes_to_bytes", CONSTANT),
            entry("to_dyn", CONSTANT),
            entry("string_char_at_int", TRANSLATION),
            entry("string_substring_int", TRANSLATION),
            entry("string_substring_int_int", TRANSLATION),
            entry("string_lower_ascii", TRANSLATION),
            entry("string_upper_ascii", TRANSLATION),
            entry("string_trim", TRANSLATION),
            entry("string_reverse", TRANSLATION),
            entry("strings_quote", TRANSLATION));

    private Prices() {}

    /** The price of a function of the library's; null where it has none. */
    static @Nullable Price of(String overload, List<Class<?>> argTypes) {
        Price price = BY_OVERLOAD.get(overload);
        if (price != null) {
            return price;
        }
        if (argTypes.contains(Instant.class)
                || overload.startsWith("string_to_timestamp")
                || overload.startsWith("string_to_duration")) {
            return CLOCK;
        }
        return !argTypes.isEmpty() && FIXED.containsAll(argTypes) ? CONSTANT : null;
    }

    /** A key may be any value. */
    private static Price lookup(int key) {
        return (meter, args) -> {
            meter.charge(CALL);
            Weight.charge(meter, args[key]);
            Weight.charge(meter, args[key]); // its hash, and the comparison with the key that there is
        };
    }

    /** Each comparison goes over its left side, and no further than the right one goes. */
    private static void equality(Meter meter, Object[] args) {
        meter.charge(CALL);
        if (args[0] instanceof String left && args[1] instanceof String right) {
            meter.charge(left.length() == right.length() ? left.length() >> HELD_SHIFT : 0);
        } else if (args[0] instanceof Map<?, ?> left && args[1] instanceof Map<?, ?> right) {
            if (left.size() == right.size()) {
                Weight.charge(meter, left);
            }
        } else if (args[0].getClass() == args[1].getClass() || (isMany(args[0]) && isMany(args[1]))) {
            Weight.charge(meter, args[0]);
        }
    }

    private static boolean isMany(Object value) {
        return value instanceof Collection<?> || value instanceof Optional<?>;
    }

    private static void items(Meter meter, Object[] args) {
        meter.charge(CALL + (long) ELEMENT * ((Collection<?>) args[0]).size());
    }

    /** What a comprehension collects grows in place. */
    private static void concatenation(Meter meter, Object[] args) {
        long copied =
                (long) ((List<?>) args[1]).size() + (Plain.growsInPlace(args[0]) ? 0 : ((List<?>) args[0]).size());
        meter.charge(CALL + ELEMENT * copied);
    }

    private static int size(Object value) {
        return switch (value) {
            case String text -> text.length();
            case CelByteString bytes -> bytes.size();
            default -> 0;
        };
    }
}
