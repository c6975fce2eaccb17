package dev.spillway.gateway.edge.rest;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A budget as a caller writes it: a number and a unit, such as {@code 150ms}, {@code 0.150s} or {@code 2m}. */
final class BudgetText {
    static final String MEND = "write a number and a unit, such as 150ms or 0.150s; units are ns, us, ms, s, m and h";

    private static final Pattern FORM = Pattern.compile("(-?\\d{1,12}(?:\\.\\d{1,9})?)(ns|us|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);

    /** Longer ones are shortened to this, which is far more than any route allows: nanoseconds of it fit into a long. */
    private static final Duration MOST = Duration.ofDays(365);

    private BudgetText() {}

    /** Reads a budget; null where the text is none. It may be negative or zero: what is allowed is checked for both doors alike. */
    static @Nullable Duration read(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return null;
        }
        BigDecimal nanos =
                new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(NANOS.getOrDefault(form.group(2), 1L)));
        BigDecimal most = BigDecimal.valueOf(MOST.toNanos());
        return Duration.ofNanos(nanos.max(most.negate()).min(most).longValue());
    }
}
