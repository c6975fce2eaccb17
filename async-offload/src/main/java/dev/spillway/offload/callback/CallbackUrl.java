package dev.spillway.offload.callback;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL that callbacks may go to, as far as the text of it can tell; what its name stands for is checked at each attempt.
 *
 * <p>One reading only: hosts that parsers read differently, such as {@code 127.1} or {@code 0x7f000001}, are refused whatever
 * they mean.
 *
 * @param host in lower case: a name, or an address without brackets
 * @param port the one written, or the scheme's
 */
public record CallbackUrl(URI uri, String host, int port) {
    private static final int LENGTH_MOST = 2_048;
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");
    private static final Pattern NAME = // its last part begins with a letter: what looks like a number is no name
            Pattern.compile("(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern IP4 = Pattern.compile(
            "((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])");
    private static final Pattern IP6 = Pattern.compile("[0-9a-f:]*:[0-9a-f:.]*");

    /**
     * What is allowed in URLs.
     *
     * @param http whether also without TLS
     * @param ports beside 443 (and 80 where http is allowed)
     */
    public record Rules(boolean http, Set<Integer> ports) {
        public static final Rules STRICT = new Rules(false, Set.of());

        public Rules {
            ports = Set.copyOf(ports);
        }

        boolean allows(int port) {
            return port == 443 || (http && port == 80) || ports.contains(port);
        }
    }

    /** Reads a URL; an error says what is wrong with it. */
    public static CallbackUrl parse(String text, Rules rules) {
        if (text.length() > LENGTH_MOST || !PRINTABLE.matcher(text).matches() || text.indexOf('\\') >= 0) {
            throw refused("it has at most 2048 characters, printable ASCII without spaces and backslashes");
        }
        URI uri;
        try {
            uri = new URI(text).parseServerAuthority();
        } catch (URISyntaxException malformed) {
            throw refused("it can't be read: " + malformed.getReason());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(rules.http() && scheme.equals("http"))) {
            throw refused(rules.http() ? "it begins with https:// or http://" : "it begins with https://");
        }
        if (uri.getRawAuthority() == null || uri.getRawAuthority().indexOf('@') >= 0) {
            throw refused("it has a host and no user info");
        }
        if (uri.getRawFragment() != null) {
            throw refused("it has no fragment");
        }
        String host = host(uri.getHost());
        int port = uri.getPort() == -1 ? (scheme.equals("https") ? 443 : 80) : uri.getPort();
        if (!rules.allows(port)) {
            throw refused("port " + port + " is not among those allowed");
        }
        return new CallbackUrl(uri, host, port);
    }

    /** The address that the host is, where it is one: nothing is to be looked up then. */
    public Optional<InetAddress> address() {
        return IP4.matcher(host).matches() || host.indexOf(':') >= 0
                ? Optional.of(InetAddress.ofLiteral(host))
                : Optional.empty();
    }

    private static String host(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            throw refused("it has no host");
        }
        String host = raw.toLowerCase(Locale.ROOT);
        if (host.startsWith("[") && host.endsWith("]")) {
            String address = host.substring(1, host.length() - 1);
            if (!IP6.matcher(address).matches()) { // a zone, for instance
                throw refused("its host is no plain IPv6 address");
            }
            return address; // a valid one, or the URI would not have been
        }
        if (!IP4.matcher(host).matches() && !NAME.matcher(host).matches()) {
            throw refused("its host is neither a domain name nor an address in its usual form");
        }
        return host;
    }

    private static IllegalArgumentException refused(String rule) {
        return new IllegalArgumentException("not a callback URL: " + rule);
    }
}
