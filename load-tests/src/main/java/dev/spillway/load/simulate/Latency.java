package dev.spillway.load.simulate;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A simulated service time: log-normal, given by its median and its 99th percentile; constant where the two are equal.
 *
 * <p>ln T is normal with mean ln(median) and deviation ln(p99 / median) / 2.3263, the 99 % point of the standard normal.
 */
public record Latency(Duration median, Duration p99) {
    private static final double NORMAL_P99 = 2.3263478740408408;
    private static final Duration MOST = Duration.ofMinutes(10);
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(us|ms|s)");

    /** No simulated delay at all. */
    public static final Latency NONE = new Latency(Duration.ZERO, Duration.ZERO);

    public Latency {
        if (median.isNegative() || p99.compareTo(median) < 0 || p99.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "a latency needs 0 <= median <= p99 <= 10 min, not " + median + " and " + p99);
        }
        if (median.isZero() && !p99.isZero()) {
            throw new IllegalArgumentException("a latency with a median of 0 has a p99 of 0, not " + p99);
        }
    }

    /** Reads {@code 4ms/12ms} (median and p99) or {@code 4ms} (constant); units are us, ms and s. */
    public static Latency parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new Latency(duration(text, text), duration(text, text))
                : new Latency(duration(text.substring(0, slash), text), duration(text.substring(slash + 1), text));
    }

    private static Duration duration(String part, String whole) {
        Matcher matcher = DURATION.matcher(part.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + whole + "\" is no latency; write median/p99, as in 4ms/12ms");
        }
        double nanosPerUnit = switch (matcher.group(2)) {
            case "us" -> 1e3;
            case "ms" -> 1e6;
            default -> 1e9;
        };
        return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * nanosPerUnit));
    }

    long drawNanos(Random random) {
        if (median.equals(p99)) {
            return median.toNanos();
        }
        double deviation = Math.log((double) p99.toNanos() / median.toNanos()) / NORMAL_P99;
        double drawn = median.toNanos() * Math.exp(deviation * random.nextGaussian());
        return Math.min(MOST.toNanos(), Math.round(drawn));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return median.equals(p99) ? text(median) : text(median) + "/" + text(p99);
    }

    private static String text(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        return millis == Math.rint(millis) ? (long) millis + "ms" : String.format(Locale.ROOT, "%.3fms", millis);
    }
}
