package dev.spillway.gateway.config.shape;

import java.math.BigInteger;

/** Whole numbers as YAML 1.2 writes them: decimal, {@code 0x1F} or {@code 0o17}. */
public final class Wholes {
    private static final int DIGITS_MOST = 40;

    private Wholes() {}

    /** Reads what YAML takes for a whole number. */
    public static BigInteger read(String text) throws Misread {
        if (text.length() > DIGITS_MOST) {
            throw new Misread("this number is too long", "");
        }
        if (text.startsWith("0x")) {
            return new BigInteger(text.substring(2), 16);
        }
        if (text.startsWith("0o")) {
            return new BigInteger(text.substring(2), 8);
        }
        return new BigInteger(text);
    }
}
