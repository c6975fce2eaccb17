package dev.spillway.gateway.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * A host and a port, as {@code host:port} or {@code [ipv6]:port}.
 *
 * @param host a name, or an address without brackets
 * @param port 0 to 65535; 0 lets the system choose, for doors only
 */
public record Address(String host, int port) {
    public Address {
        if (host.isBlank() || port < 0 || port > 65535) {
            throw new IllegalArgumentException(
                    "an address is host:port with a port from 0 to 65535, not " + host + ":" + port);
        }
    }

    /** Reads {@code host:port}. */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("an address is written host:port, such as 127.0.0.1:9101");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            throw new IllegalArgumentException("an IPv6 address is written in brackets, such as [::1]:9101");
        }
        try {
            return new Address(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + text.substring(colon + 1));
        }
    }

    /** Whether only this machine can reach it. A name other than localhost counts as reachable from elsewhere. */
    public boolean isLoopback() {
        if (host.equals("localhost")) {
            return true;
        }
        boolean literal = host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        try {
            return literal && InetAddress.getByName(host).isLoopbackAddress(); // a literal: no look-up
        } catch (UnknownHostException _) {
            return false;
        }
    }

    /** Resolves the host, which may block: at start only. */
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
