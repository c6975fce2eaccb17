package dev.spillway.gateway.config.shape;

import dev.spillway.core.Money;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.Size;
import dev.spillway.gateway.config.TextForm;
import dev.spillway.gateway.config.shape.Notation.Lexeme;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The notations of the types that a component may have. */
final class Notations {
    private static final List<Lexeme> TEXT = List.of(Lexeme.TEXT);
    private static final int DIGITS_MOST = 40;
    private static final Pattern LIKE_A_SIZE = Pattern.compile("([0-9]{1,10})(|[kKmMgG][bB]?|[kmgKMG]ib)");

    private static final Notation<Integer> WHOLE = new Plain<>(
            "whole number",
            "a whole number, such as 64",
            List.of(Lexeme.WHOLE),
            "",
            Notations::whole,
            value -> Integer.toString(value));

    private static final Notation<Double> FRACTION = new Plain<>(
            "number",
            "a number, such as 0.5",
            List.of(Lexeme.FRACTION, Lexeme.WHOLE),
            "",
            text -> number(text).doubleValue(),
            value -> new BigDecimal(value.toString()).stripTrailingZeros().toPlainString());

    private static final Notation<Boolean> TRUTH = new Plain<>(
            "true or false",
            "true or false",
            List.of(Lexeme.TRUTH),
            "",
            text -> text.equalsIgnoreCase("true"),
            value -> Boolean.toString(value));

    private static final Notation<Money> MONEY = new Plain<>(
            "amount of money",
            "an amount of money, such as 0.002",
            List.of(Lexeme.FRACTION, Lexeme.WHOLE, Lexeme.TEXT),
            "[0-9]+([.][0-9]+)?([eE]-?[0-9]{1,2})?",
            Notations::money,
            Money::toString);

    private static final Notation<Size> SIZE = new Plain<>(
            "size", "a size, such as 4MiB", TEXT, "[0-9]{1,10}(B|KiB|MiB|GiB)", Notations::size, Size::toString);

    private static final Notation<Address> ADDRESS = new Plain<>(
            "address",
            "an address, such as 127.0.0.1:9101",
            TEXT,
            "(\\[[0-9A-Fa-f:.%]+\\]|[^\\[\\]:/\\s]+):[0-9]{1,5}",
            checked(Address::parse, ""),
            Address::toString);

    private static final Notation<Path> PATH =
            new Plain<>("file", "the path of a file", TEXT, "", checked(Notations::path, ""), Path::toString);

    private static final Map<Class<?>, Notation<?>> BY_TYPE = Map.ofEntries(
            Map.entry(int.class, WHOLE),
            Map.entry(double.class, FRACTION),
            Map.entry(Double.class, FRACTION),
            Map.entry(boolean.class, TRUTH),
            Map.entry(Integer.class, WHOLE),
            Map.entry(Duration.class, new Durations()),
            Map.entry(Money.class, MONEY),
            Map.entry(Size.class, SIZE),
            Map.entry(Address.class, ADDRESS),
            Map.entry(Path.class, PATH));

    private Notations() {}

    /** The notation of a type; null: there is none. */
    static @Nullable Notation<?> of(Class<?> type, @Nullable TextForm form) {
        if (type == String.class) {
            return text(form);
        }
        return type.isEnum() ? new Words(type) : BY_TYPE.get(type);
    }

    private static Notation<String> text(@Nullable TextForm form) {
        if (form == null) {
            return new Plain<>("text", "a text", TEXT, "", text -> text, Function.identity());
        }
        return new Plain<>("text", form.words(), TEXT, form.regex(), text -> formed(text, form), Function.identity());
    }

    private static String formed(String text, TextForm form) throws Misread {
        if (!form.fits(text)) {
            if (text.isBlank()) {
                throw new Misread("this is empty, and must be " + form.words(), "");
            }
            throw new Misread(
                    "this is not " + form.words(),
                    form.mended(text).map("did you mean %s?"::formatted).orElse(""));
        }
        return text;
    }

    private static <T> Plain.Reader<T> checked(Function<String, T> parse, String suggestion) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException cause) {
                throw new Misread(Objects.requireNonNullElse(cause.getMessage(), "this can't be read"), suggestion);
            }
        };
    }

    private static Size size(String text) throws Misread {
        Matcher form = LIKE_A_SIZE.matcher(text);
        if (form.matches() && form.group(2).isEmpty()) {
            throw new Misread("a size needs a unit", "write " + text + "B, or use KiB, MiB, GiB");
        }
        if (form.matches()) {
            String prefix = form.group(2).substring(0, 1).toUpperCase(Locale.ROOT);
            throw new Misread("the units are B, KiB, MiB, GiB", "write " + form.group(1) + prefix + "iB");
        }
        return checked(Size::parse, "").read(text);
    }

    private static Path path(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("this names no file");
        }
        return Path.of(text);
    }

    private static Integer whole(String text) throws Misread {
        BigInteger value = Wholes.read(text);
        if (value.bitLength() > 31) {
            throw new Misread("no number here is beyond " + Integer.MAX_VALUE, "");
        }
        return value.intValueExact();
    }

    private static Money money(String text) throws Misread {
        BigDecimal amount = number(text);
        try {
            return Money.of(amount);
        } catch (ArithmeticException _) {
            throw new Misread("no amount is beyond 9 million", "");
        }
    }

    private static BigDecimal number(String text) throws Misread {
        if (text.startsWith("0x") || text.startsWith("0o")) {
            return new BigDecimal(Wholes.read(text));
        }
        try {
            BigDecimal number = new BigDecimal(text);
            if (text.length() > DIGITS_MOST || Math.abs((long) number.precision() - number.scale()) > DIGITS_MOST) {
                throw new Misread("this number is too long", "");
            }
            return number;
        } catch (NumberFormatException _) {
            throw new Misread("this is no number", "write it in decimal digits, such as 0.002");
        }
    }
}
