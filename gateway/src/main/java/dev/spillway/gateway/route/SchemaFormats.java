package dev.spillway.gateway.route;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.format.DateFormat;
import com.networknt.schema.format.DateTimeFormat;
import com.networknt.schema.format.DurationFormat;
import com.networknt.schema.format.EmailFormat;
import com.networknt.schema.format.Format;
import com.networknt.schema.format.IPv6Format;
import com.networknt.schema.format.IdnEmailFormat;
import com.networknt.schema.format.IdnHostnameFormat;
import com.networknt.schema.format.IriFormat;
import com.networknt.schema.format.IriReferenceFormat;
import com.networknt.schema.format.TimeFormat;
import com.networknt.schema.format.UriFormat;
import com.networknt.schema.format.UriReferenceFormat;
import dev.spillway.expressions.BoundedPattern;
import dev.spillway.expressions.Limits;
import java.util.List;

/**
 * The formats that the drafts of JSON Schema name, the same ones in each draft; any other name is a remark for people.
 *
 * <p>Each looks at no more characters than the longest text that can have the form, and those that are regular expressions
 * run on RE2: a format's work grows no faster than its text.
 */
final class SchemaFormats {
    private static final int LABELS_MAX = 253; // RFC 1035
    private static final int EMAIL_MAX = 320; // 64 before the @, 255 behind it
    private static final int URI_MAX = 8_000; // what common servers accept
    private static final int TIME_MAX = 64;
    private static final int PATTERN_MAX = 1_000;

    private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final String POINTER = "(?:/(?:[^/~]|~[01])*)*";
    private static final String VARIABLE =
            "(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:\\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*(?::[1-9][0-9]{0,3}|\\*)?";

    private SchemaFormats() {}

    static final List<Format> ALL = List.of(
            new Bounded(new DateFormat(), TIME_MAX),
            new Bounded(new DateTimeFormat(), TIME_MAX),
            new Bounded(new TimeFormat(), TIME_MAX),
            new Bounded(new DurationFormat(), TIME_MAX),
            new Bounded(new EmailFormat(), EMAIL_MAX),
            new Bounded(new IdnEmailFormat(), EMAIL_MAX),
            new Written("hostname", LABELS_MAX, LABEL + "(?:\\." + LABEL + ")*"),
            new Bounded(new IdnHostnameFormat(), LABELS_MAX),
            new Written("ipv4", 15, "(?:" + BYTE + "\\.){3}" + BYTE),
            new Bounded(new IPv6Format(), 45),
            new Written("uuid", 36, "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
            new Bounded(new UriFormat(), URI_MAX),
            new Bounded(new UriReferenceFormat(), URI_MAX),
            new Bounded(new IriFormat(), URI_MAX),
            new Bounded(new IriReferenceFormat(), URI_MAX),
            new Written("json-pointer", URI_MAX, POINTER),
            new Written("relative-json-pointer", URI_MAX, "(?:0|[1-9][0-9]*)(?:#|" + POINTER + ")"),
            new Written(
                    "uri-template",
                    URI_MAX,
                    "(?:[^\\x00-\\x20\\x7f\"'%<>\\\\^`{|}]|%[0-9A-Fa-f]{2}|\\{[+#./;?&=,!@|]?" + VARIABLE + "(?:,"
                            + VARIABLE + ")*\\})*"),
            new Regex());

    /**
     * A format of the library, for texts up to a length.
     *
     * @param max characters; a longer text can't have the form
     */
    private record Bounded(Format format, int max) implements Format {
        @Override
        public String getName() {
            return format.getName();
        }

        @Override
        public String getMessageKey() {
            return format.getMessageKey();
        }

        @Override
        public boolean matches(ExecutionContext context, com.networknt.schema.SchemaContext schema, String text) {
            boolean allowed = SchemaWork.current().allows(200 + 40L * Math.min(text.length(), max));
            return allowed && text.length() <= max && format.matches(context, schema, text);
        }
    }

    /** A format that is a regular expression for the whole text. */
    private static final class Written implements Format {
        private final String name;
        private final int max;
        private final SchemaPatterns.Bounded pattern;

        Written(String name, int max, String pattern) {
            this.name = name;
            this.max = max;
            this.pattern = new SchemaPatterns.Bounded(BoundedPattern.of(
                    "^(?:" + pattern + ")$",
                    new Limits(4_096, 1, 1, 1, 10_000, 1))); // ours, so it may be larger than what a schema writes
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public String getMessageKey() {
            return "format." + name;
        }

        @Override
        public boolean matches(ExecutionContext context, String text) {
            return text.length() <= max && pattern.matches(text);
        }
    }

    /** A regular expression that {@code pattern} would take. */
    private record Regex() implements Format {
        @Override
        public String getName() {
            return "regex";
        }

        @Override
        public String getMessageKey() {
            return "format.regex";
        }

        @Override
        public boolean matches(ExecutionContext context, String text) {
            if (text.length() > PATTERN_MAX || !SchemaWork.current().allows(20_000)) {
                return false;
            }
            try {
                SchemaPatterns.regex(text);
                return true;
            } catch (IllegalArgumentException wrong) {
                return false;
            }
        }
    }
}
