package dev.spillway.gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.spillway.expressions.Numbers;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one reader and the one writer of JSON's numbers: exact, or told that it is not.
 *
 * <p>A number without fraction and exponent is a whole one, and exact or refused. All others are the nearest double, as for
 * every reader of JSON. Whole numbers beyond ±2^53 travel as strings of digits, in both directions and over both doors: many a
 * client reads JSON's numbers as doubles, and protobuf's {@code Struct} has no others.
 */
public final class JsonNumbers {
    private static final Pattern DIGITS = Pattern.compile("-?[1-9][0-9]{15,18}");
    private static final Pattern UNSIGNED_DIGITS = Pattern.compile("[1-9][0-9]{18,19}");

    private JsonNumbers() {}

    /**
     * The number that a parser stands at: a long, or a double; a string of digits if it is whole and neither has it.
     *
     * @return null if it is too large for a double
     */
    static @Nullable Object read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                return parser.getLongValue();
            }
            Double number = kept(parser.getText(), parser.getDoubleValue());
            return number != null ? (Object) number : parser.getText();
        }
        double number = parser.getDoubleValue();
        return Double.isFinite(number) ? number : null;
    }

    /** The number that a parser stands at as both doors carry it, which is a double; null if that would change it. */
    public static @Nullable Double carried(JsonParser parser) throws IOException {
        return switch (read(parser)) {
            case Long whole -> carried(whole);
            case Double number -> number;
            case null, default -> null;
        };
    }

    /** A number as both doors carry it; null if that would change it. */
    public static @Nullable Double carried(Number number) {
        double nearest = number.doubleValue();
        if (number instanceof Long whole && !Numbers.isExact(whole)) {
            return kept(whole.toString(), nearest);
        }
        return number instanceof BigInteger
                ? kept(number.toString(), nearest)
                : Double.isFinite(nearest) ? (Double) nearest : null;
    }

    /** The double nearest to some digits, if it is written as the number that they stand for; else null. */
    private static @Nullable Double kept(String digits, double nearest) {
        return Double.isFinite(nearest) && new BigDecimal(digits).compareTo(new BigDecimal(Numbers.text(nearest))) == 0
                ? (Double) nearest
                : null;
    }

    /** The whole number that a string of digits stands for, if it is one that travels so; else null. */
    public static @Nullable Long beyondDoubles(String text) {
        if (!DIGITS.matcher(text).matches()) {
            return null;
        }
        try {
            long whole = Long.parseLong(text);
            return Numbers.isExact(whole) ? null : (Long) whole;
        } catch (NumberFormatException beyond) {
            return null;
        }
    }

    /** The whole number above all longs that a string of digits stands for, if 64 bits without a sign hold it; else null. */
    public static @Nullable BigInteger beyondLongs(String text) {
        if (!UNSIGNED_DIGITS.matcher(text).matches()) {
            return null;
        }
        BigInteger whole = new BigInteger(text);
        return whole.bitLength() == Long.SIZE ? whole : null;
    }

    /** A number as it leaves both doors: a whole one that doubles may miss is a string of digits. */
    public static Object leaving(Number number) {
        return number instanceof Long whole && !Numbers.isExact(whole) ? whole.toString() : number;
    }

    /** Writes a finite number. */
    public static void write(JsonGenerator json, double number) throws IOException {
        if (Numbers.isWhole(number) && number >= Long.MIN_VALUE && number < 0x1p63) {
            json.writeNumber((long) number);
        } else {
            json.writeNumber(number);
        }
    }
}
