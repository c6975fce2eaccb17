package dev.spillway.gateway.config.shape;

import java.math.BigInteger;
import java.util.regex.Pattern;

/** Whole numbers as YAML 1.2 writes them: decimal, {@code 0x1F} or {@code 0o17}. */
public final class Wholes {
    private static final int DIGITS_MOST = 40;

    private static final Pattern FORM = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");

    private Wholes() {}

    /** Reads a whole number. */
    public static BigInteger read(String text) throws Misread {
        if (text.length() > DIGITS_MOST) {
            throw new Misread("this number is too long", "");
        }
        if (!FORM.matcher(text).matches()) {
            throw new Misread("this is no whole number", "");
        }
        if (text.startsWith("0x")) {
            return new BigInteger(text.substring(2), 16);
        }
        return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
    }
}
