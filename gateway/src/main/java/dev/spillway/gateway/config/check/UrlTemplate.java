package dev.spillway.gateway.config.check;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at a URL with placeholders: {@code https://orders.internal/orders/{id}?lang={lang}}. */
final class UrlTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern BRACE = Pattern.compile("[{}]");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
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
        return placeholders(url).or(() -> syntax(url, authority));
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
            if (!FIELD.matcher(placeholder.group(1)).matches()) {
                return fault(
                        placeholder.start(), "a placeholder is the name of a field of the branch's input: {id}", "");
            }
        }
        String rest = placeholder.replaceAll(found -> "x".repeat(found.end() - found.start()));
        Matcher lone = BRACE.matcher(rest);
        return lone.find()
                ? fault(
                        lone.start(),
                        "this brace has no partner",
                        "a placeholder is {field}; a brace itself is %7B or %7D")
                : Optional.empty();
    }

    private static Optional<Fault> syntax(String url, int authority) {
        try {
            URI uri = new URI(PLACEHOLDER.matcher(url).replaceAll(found -> "x".repeat(found.end() - found.start())));
            if (uri.getRawUserInfo() != null
                    || url.substring(authority, authorityEnd(url, authority)).contains("@")) {
                return fault(
                        authority,
                        "a URL here holds no user and no password",
                        "name where the secret is, under `credentials`");
            }
            if (uri.getHost() == null) {
                return fault(
                        authority,
                        "the URL has no host, or one that is no name",
                        "write it like http://orders.internal:8080/orders");
            }
            if (uri.getPort() == 0 || uri.getPort() > 65535) {
                return fault(authority, "a port is a number from 1 to 65535", "");
            }
            if (uri.getRawFragment() != null) {
                return fault(
                        url.indexOf('#'),
                        "what follows # never reaches a server",
                        "leave it out; the character itself is %23");
            }
            return Optional.empty();
        } catch (URISyntaxException cause) {
            return fault(
                    Math.max(0, cause.getIndex()),
                    "this may not stand in a URL: " + cause.getReason(),
                    "percent-encode it");
        }
    }

    private static Optional<Fault> fault(int offset, String message, String suggestion) {
        return Optional.of(new Fault(offset, message, suggestion));
    }
}
