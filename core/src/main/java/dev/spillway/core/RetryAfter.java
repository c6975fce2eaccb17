package dev.spillway.core;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When to come back, as a service says it: the one reader of the forms that are in use.
 *
 * <p>A value is never trusted beyond {@link #MAX}. Zero means that nothing is known: the form was absent, unreadable, or past.
 */
public final class RetryAfter {
    /** No service is believed that asks for more. */
    public static final Duration MAX = Duration.ofHours(24);

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}(\\.[0-9]{0,9})?");

    /** RFC 9110, section 5.6.7: the form to send, and two obsolete ones that must be read. */
    private static final List<DateTimeFormatter> DATES = List.of(
            form("EEE, d MMM uuuu HH:mm:ss 'GMT'"),
            new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.US),
            form("EEE MMM ppd HH:mm:ss uuuu"));

    private RetryAfter() {}

    /**
     * The header Retry-After: seconds, as a few services send them with a fraction, or a date (RFC 9110, section 10.2.3).
     *
     * @param text null if the header is absent
     * @param sent the header Date of the same reply: against it a date holds by the service's own clock; null if absent
     * @param now for a date without it
     */
    public static Duration ofHttp(@Nullable String text, @Nullable String sent, Instant now) {
        if (text == null) {
            return Duration.ZERO;
        }
        String one = text.strip();
        if (NUMBER.matcher(one).matches()) {
            return ofSeconds(Double.parseDouble(one));
        }
        Instant at = date(one);
        if (at == null) {
            return Duration.ZERO;
        }
        Instant then = sent == null ? null : date(sent.strip());
        return bounded(Duration.between(then == null ? now : then, at));
    }

    /** A number of milliseconds, as {@code retry-after-ms} and {@code grpc-retry-pushback-ms} hold one. */
    public static Duration ofMillis(@Nullable String text) {
        String one = text == null ? "" : text.strip();
        return NUMBER.matcher(one).matches() ? ofSeconds(Double.parseDouble(one) / 1_000) : Duration.ZERO;
    }

    /** The same within the bounds. */
    public static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(MAX) > 0 ? MAX : wait;
    }

    private static Duration ofSeconds(double seconds) {
        return Duration.ofMillis((long) Math.ceil(Math.min(seconds, (double) MAX.toSeconds()) * 1_000));
    }

    private static @Nullable Instant date(String text) {
        for (DateTimeFormatter form : DATES) {
            try {
                return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException other) {
                // not in this form
            }
        }
        return null;
    }

    private static DateTimeFormatter form(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .toFormatter(Locale.US);
    }
}
