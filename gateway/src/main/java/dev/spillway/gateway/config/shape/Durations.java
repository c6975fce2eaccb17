package dev.spillway.gateway.config.shape;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations: a number and a unit of ns, us, ms, s, m, h, d; exact to the nanosecond. */
public final class Durations implements Notation<Duration> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,12})?)\\s*(\\p{L}+)");
    private static final Pattern BARE = Pattern.compile("[0-9]{1,15}(?:\\.[0-9]{1,12})?");
    private static final Map<String, Long> UNITS = units();
    private static final BigDecimal MOST_NANOS =
            BigDecimal.valueOf(Duration.ofDays(36_500).toNanos());
    private static final Map<String, String> SPELLINGS = Map.ofEntries(
            Map.entry("\u00b5s", "us"),
            Map.entry("\u03bcs", "us"),
            Map.entry("msec", "ms"),
            Map.entry("millis", "ms"),
            Map.entry("milliseconds", "ms"),
            Map.entry("sec", "s"),
            Map.entry("secs", "s"),
            Map.entry("second", "s"),
            Map.entry("seconds", "s"),
            Map.entry("min", "m"),
            Map.entry("mins", "m"),
            Map.entry("minute", "m"),
            Map.entry("minutes", "m"),
            Map.entry("hr", "h"),
            Map.entry("hour", "h"),
            Map.entry("hours", "h"),
            Map.entry("day", "d"),
            Map.entry("days", "d"));

    private static Map<String, Long> units() {
        Map<String, Long> units = new LinkedHashMap<>();
        units.put("d", 86_400_000_000_000L);
        units.put("h", 3_600_000_000_000L);
        units.put("m", 60_000_000_000L);
        units.put("s", 1_000_000_000L);
        units.put("ms", 1_000_000L);
        units.put("us", 1_000L);
        units.put("ns", 1L);
        return units;
    }

    @Override
    public String type() {
        return "duration";
    }

    @Override
    public String wanted() {
        return "a duration, such as 150ms";
    }

    @Override
    public List<Lexeme> lexemes() {
        return List.of(Lexeme.TEXT);
    }

    @Override
    public String regex() {
        return "[0-9]{1,15}([.][0-9]{1,12})?(ns|us|ms|s|m|h|d)";
    }

    @Override
    public Duration read(String text) throws Misread {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw unreadable(text);
        }
        String unit = form.group(2);
        Long nanos = UNITS.get(unit);
        if (nanos == null || text.length() != form.group(1).length() + unit.length()) {
            throw badUnit(form.group(1), unit);
        }
        BigDecimal length = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(nanos));
        if (length.stripTrailingZeros().scale() > 0) {
            throw new Misread("a duration is a whole number of nanoseconds", "write fewer decimals");
        }
        if (length.compareTo(MOST_NANOS) > 0) {
            throw new Misread("no duration is longer than 36500d", "");
        }
        return Duration.ofNanos(length.longValueExact());
    }

    private static Misread unreadable(String text) {
        if (BARE.matcher(text).matches()) {
            return new Misread(
                    "a duration needs a unit", "write " + text + "ms, or another unit of ns, us, ms, s, m, h, d");
        }
        return new Misread(
                "this is no duration", "write a number and a unit of ns, us, ms, s, m, h, d: 150ms, 1.5s, 90m");
    }

    private static Misread badUnit(String number, String unit) {
        String small = unit.toLowerCase(Locale.ROOT);
        String known = UNITS.containsKey(small) ? small : SPELLINGS.get(small);
        if (known != null) {
            return new Misread("the units are ns, us, ms, s, m, h, d, next to the number", "write " + number + known);
        }
        return new Misread("there is no unit " + unit, "the units are ns, us, ms, s, m, h, d");
    }

    @Override
    public String write(Duration value) {
        long nanos = value.toNanos();
        if (nanos == 0) {
            return "0ms";
        }
        for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
            if (nanos % unit.getValue() == 0) {
                return nanos / unit.getValue() + unit.getKey();
            }
        }
        throw new IllegalStateException("every number of nanoseconds is a multiple of 1ns");
    }
}
