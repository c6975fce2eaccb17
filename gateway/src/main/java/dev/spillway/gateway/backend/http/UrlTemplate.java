package dev.spillway.gateway.backend.http;

import dev.spillway.expressions.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL with places for the fields of an input.
 *
 * <p>A field's value stands for one piece of a path segment or of a query, and can be nothing else: all but the unreserved
 * characters of RFC 3986 are percent-encoded, and a value that would leave its segment empty or climb out of it
 * ({@code ..}, also behind an encoded slash, which some servers decode) is refused.
 */
final class UrlTemplate {
    private static final Pattern URL = Pattern.compile("((?i)https?)://([^/?#]*)([^?#]*)(\\?[^#]*)?");
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[0-9A-Za-z](?:[0-9A-Za-z._-]*[0-9A-Za-z])?)(?::([0-9]{1,5}))?");
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern LITERAL = Pattern.compile("[!$&'()*+,;=:@/?._~0-9A-Za-z%-]*");
    private static final String HEX = "0123456789ABCDEF";
    private static final int LENGTH_MOST = 8000; // what common servers accept as a request line

    /** A literal, or a field's place. */
    private record Part(String text, boolean isField) {}

    /** What stands between two slashes of the path, or the whole query. */
    private record Piece(List<Part> parts, boolean isSegment) {
        boolean isLiteral() {
            return parts.stream().noneMatch(Part::isField);
        }
    }

    private final boolean tls;
    private final String host;
    private final int port;
    private final List<Piece> pieces;

    private UrlTemplate(boolean tls, String host, int port, List<Piece> pieces) {
        this.tls = tls;
        this.host = host;
        this.port = port;
        this.pieces = pieces;
    }

    static UrlTemplate parse(String url) {
        Matcher form = URL.matcher(url);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "a URL is written http://host:port/path or https://…, without a fragment; not " + url);
        }
        Matcher authority = AUTHORITY.matcher(form.group(2));
        if (!authority.matches()) {
            throw new IllegalArgumentException(
                    "a URL names a host and perhaps a port, no user and no field; not " + form.group(2));
        }
        boolean tls = form.group(1).equalsIgnoreCase("https");
        int port = authority.group(2) == null ? (tls ? 443 : 80) : Integer.parseInt(authority.group(2));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + port);
        }
        String host = authority.group(1).replaceAll("[\\[\\]]", "");
        return new UrlTemplate(tls, host, port, pieces(form.group(3), form.group(4)));
    }

    private static List<Piece> pieces(String path, @Nullable String query) {
        List<Piece> pieces = new ArrayList<>();
        String segments = path.isEmpty() ? "" : path.substring(1);
        for (String segment : segments.split("/", -1)) {
            pieces.add(new Piece(parts("/", segment), true));
        }
        if (query != null) {
            pieces.add(new Piece(parts("?", query.substring(1)), false));
        }
        return List.copyOf(pieces);
    }

    private static List<Part> parts(String opening, String text) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(opening, false));
        Matcher place = PLACE.matcher(text);
        int from = 0;
        while (place.find()) {
            parts.add(literal(text.substring(from, place.start())));
            if (place.group(1).isBlank()) {
                throw new IllegalArgumentException("{} names no field; write {field}");
            }
            parts.add(new Part(place.group(1), true));
            from = place.end();
        }
        parts.add(literal(text.substring(from)));
        return parts.stream().filter(part -> !part.text.isEmpty()).toList();
    }

    private static Part literal(String text) {
        if (!LITERAL.matcher(text).matches()) {
            throw new IllegalArgumentException("not allowed in a URL as it stands, percent-encode it: " + text);
        }
        return new Part(text, false);
    }

    boolean tls() {
        return tls;
    }

    /** A name, or an address without brackets. */
    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** Whether no field of an input has a place in it. */
    boolean isFixed() {
        return pieces.stream().allMatch(Piece::isLiteral);
    }

    /** What stands in a request's first line: path and query. */
    String target(Map<String, @Nullable Object> input) throws Unsendable {
        StringBuilder target = new StringBuilder(64);
        for (Piece piece : pieces) {
            if (piece.isLiteral()) {
                piece.parts.forEach(part -> target.append(part.text));
            } else {
                append(target, piece, input);
            }
        }
        if (target.length() > LENGTH_MOST) {
            throw new Unsendable(
                    "input", "the URL would have " + target.length() + " characters", "shorten what goes into the URL");
        }
        return target.toString();
    }

    private static void append(StringBuilder target, Piece piece, Map<String, @Nullable Object> input)
            throws Unsendable {
        StringBuilder plain = new StringBuilder();
        String lastField = "";
        for (Part part : piece.parts) {
            if (part.isField) {
                String value = text(part.text, input.get(part.text));
                encode(value, target);
                plain.append(value);
                lastField = part.text;
            } else {
                target.append(part.text);
                plain.append(part.text);
            }
        }
        if (piece.isSegment && !staysInPlace(plain.substring(1))) {
            throw new Unsendable(
                    "input." + lastField, "an empty or a dot segment in the URL's path", "give another value");
        }
    }

    private static boolean staysInPlace(String segment) {
        if (segment.isEmpty()) {
            return false;
        }
        if (segment.indexOf('.') >= 0) {
            for (String step : segment.split("[/\\\\]", -1)) {
                if (step.equals(".") || step.equals("..")) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String text(String field, @Nullable Object value) throws Unsendable {
        return switch (value) {
            case String text -> text;
            case Number number when Double.isFinite(number.doubleValue()) -> Numbers.text(number);
            case Boolean flag -> flag.toString();
            case null -> throw new Unsendable("input." + field, "missing, and the URL needs it", "give a value");
            default -> throw new Unsendable("input." + field, "not a text, a number or a flag", "give one of these");
        };
    }

    private static void encode(String value, StringBuilder target) {
        for (byte one : value.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(one)) {
                target.append((char) one);
            } else {
                target.append('%').append(HEX.charAt((one >> 4) & 0xf)).append(HEX.charAt(one & 0xf));
            }
        }
    }

    private static boolean isUnreserved(byte one) {
        return (one >= 'a' && one <= 'z')
                || (one >= 'A' && one <= 'Z')
                || (one >= '0' && one <= '9')
                || one == '-'
                || one == '.'
                || one == '_'
                || one == '~';
    }
}
