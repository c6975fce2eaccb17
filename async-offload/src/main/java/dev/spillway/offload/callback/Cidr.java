package dev.spillway.offload.callback;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * A range of addresses.
 *
 * @param network its first address
 * @param bits how many leading bits all its addresses share
 */
public record Cidr(InetAddress network, int bits) {
    private static final Pattern FORM =
            Pattern.compile("(([0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)/[0-9]{1,3}");

    public Cidr {
        int most = network.getAddress().length * 8;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("a range has 0 to " + most + " bits, not " + bits);
        }
    }

    /** Reads {@code 10.1.0.0/16} or {@code fd00:1::/32}. */
    public static Cidr parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("a range is written 10.1.0.0/16 or fd00:1::/32, not " + text);
        }
        int slash = text.indexOf('/');
        return new Cidr(InetAddress.ofLiteral(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    public boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
            if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + bits;
    }
}
