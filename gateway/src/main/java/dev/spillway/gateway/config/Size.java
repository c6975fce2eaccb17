package dev.spillway.gateway.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written with a unit: {@code 4MiB}, {@code 64KiB}, {@code 512B}.
 *
 * @param bytes more than zero, at most 2 GiB − 1
 */
public record Size(int bytes) implements Comparable<Size> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,10})(B|KiB|MiB|GiB)");
    private static final Map<String, Long> UNITS = Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

    public Size {
        if (bytes < 1) {
            throw new IllegalArgumentException("a size is 1B or more");
        }
    }

    /** Reads a number and a unit. */
    public static Size parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("a size is a whole number with a unit B, KiB, MiB or GiB, such as 4MiB");
        }
        long bytes = Long.parseLong(form.group(1)) * UNITS.getOrDefault(form.group(2), 1L);
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a size is below 2GiB");
        }
        return new Size((int) bytes);
    }

    @Override
    public int compareTo(Size other) {
        return Integer.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
            long factor = UNITS.getOrDefault(unit, 1L);
            if (bytes % factor == 0) {
                return bytes / factor + unit;
            }
        }
        return bytes + "B";
    }
}
