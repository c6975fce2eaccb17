package dev.spillway.gateway.config.check;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at a URL with placeholders: {@code https://orders.internal/orders/{id}?lang={lang}}. */
final class UrlTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern BRACE = Pattern.compile("[{}]");
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[0-9A-Za-z](?:[0-9A-Za-z._-]*[0-9A-Za-z])?)(?::([0-9]{1,5}))?");
    private static final Pattern STRANGE = Pattern.compile("[^!$&'()*+,;=:@/?._~0-9A-Za-z%-]|%(?![0-9A-Fa-f]{2})");
    private static final Pattern SCHEME = Pattern.compile("(?i)https?://");

    private UrlTemplate() {}

    /**
     * What is wrong.
     *
     * @param offset where it begins
     */
    record Fault(int offset, String message, String suggestion) {}

    /** The first fault; empty: there is none. */
    static Optional<Fault> problemWith(String url) {
        if (!SCHEME.matcher(url).lookingAt()) {
            return fault(0, "a URL begins with http:// or https://", "");
        }
        int authority = url.indexOf("//") + 2;
        int path = authorityEnd(url, authority);
        int brace = url.indexOf('{');
        if (brace >= 0 && brace < path) {
            return fault(
                    brace,
                    "no request may choose the host",
                    "write the host and the port out; placeholders stand in the path or the query");
        }
        return authority(url, authority, path).or(() -> placeholders(url)).or(() -> characters(url, path));
    }

    private static int authorityEnd(String url, int from) {
        int end = from;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static Optional<Fault> placeholders(String url) {
        Matcher placeholder = PLACEHOLDER.matcher(url);
        while (placeholder.find()) {
            if (placeholder.group(1).isBlank()) {
                return fault(
                        placeholder.start(), "a placeholder is the name of a field of the branch's input: {id}", "");
            }
        }
        Matcher lone = BRACE.matcher(filled(url));
        return lone.find()
                ? fault(
                        lone.start(),
                        "this brace has no partner",
                        "a placeholder is {field}; a brace itself is %7B or %7D")
                : Optional.empty();
    }

    private static Optional<Fault> authority(String url, int from, int to) {
        String text = url.substring(from, to);
        if (text.contains("@")) {
            return fault(
                    from, "a URL here holds no user and no password", "name where the secret is, under `credentials`");
        }
        Matcher authority = AUTHORITY.matcher(text);
        if (!authority.matches()) {
            return fault(
                    from,
                    "the URL has no host, or one that is no name",
                    "write it like http://orders.internal:8080/orders");
        }
        String port = authority.group(2);
        if (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535)) {
            return fault(to - port.length(), "a port is a number from 1 to 65535", "");
        }
        return Optional.empty();
    }

    private static Optional<Fault> characters(String url, int from) {
        if (url.indexOf('#') >= 0) {
            return fault(
                    url.indexOf('#'),
                    "what follows # never reaches a server",
                    "leave it out; the character itself is %23");
        }
        Matcher strange = STRANGE.matcher(filled(url));
        return strange.find(from)
                ? fault(strange.start(), "this may not stand in a URL as it is", "percent-encode it")
                : Optional.empty();
    }

    /** The URL with something harmless in place of its placeholders, each character where it was. */
    private static String filled(String url) {
        return PLACEHOLDER.matcher(url).replaceAll(found -> "x".repeat(found.end() - found.start()));
    }

    private static Optional<Fault> fault(int offset, String message, String suggestion) {
        return Optional.of(new Fault(offset, message, suggestion));
    }
}
