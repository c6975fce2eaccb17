package dev.spillway.offload.callback;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says which addresses callbacks may connect to: public unicast ones, and those that were opted in by range.
 *
 * <p>A rule of what is allowed, not of what is forbidden: the JDK's predicates know neither fd00::/8 nor NAT64. An address
 * that carries an IPv4 one (mapped, NAT64) is judged by what it carries. Sources: the IANA special-purpose address
 * registries (RFC 6890 and its updates). Where a cloud's machines ask for their own credentials is never allowed, whatever
 * is opted in.
 *
 * @param optedIn ranges that are allowed although they are not public
 */
public record AddressGuard(List<Cidr> optedIn) {
    private static final List<Cidr> NEVER = ranges(
            "169.254.169.254/32", // AWS, Azure, Google, OpenStack and others
            "169.254.170.2/32", // Amazon ECS
            "169.254.170.23/32", // Amazon EKS
            "fd00:ec2::254/128", // AWS
            "fd00:ec2::23/128", // Amazon EKS
            "fd20:ce::254/128", // Google
            "100.100.100.200/32", // Alibaba
            "168.63.129.16/32", // Azure's host, at a public address
            "192.0.0.192/32"); // Oracle

    private static final List<Cidr> NOT_PUBLIC_4 = ranges(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // carriers' NAT
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.31.196.0/24", // AS112
            "192.52.193.0/24", // AMT
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "192.175.48.0/24", // AS112
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, broadcast

    private static final Cidr GLOBAL_UNICAST_6 = Cidr.parse("2000::/3");

    private static final List<Cidr> NOT_PUBLIC_6 = ranges(
            "2001::/23", // protocol assignments, Teredo and ORCHID among them
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4: carries an IPv4 address of the sender's choice
            "2620:4f:8000::/48", // AS112
            "3fff::/20"); // documentation

    private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");

    public AddressGuard {
        optedIn = List.copyOf(optedIn);
    }

    /** Only public addresses. */
    public AddressGuard() {
        this(List.of());
    }

    /** Whether a callback may connect to an address. */
    public boolean allows(InetAddress address) {
        return !isNever(address) && (isPublic(address) || contains(optedIn, address));
    }

    private static boolean isNever(InetAddress address) {
        return contains(NEVER, address) || (NAT64.contains(address) && contains(NEVER, carried(address)));
    }

    private static boolean isPublic(InetAddress address) {
        if (address instanceof Inet4Address) { // mapped ones too: the JDK unwraps them
            return !contains(NOT_PUBLIC_4, address);
        }
        if (NAT64.contains(address)) {
            return isPublic(carried(address));
        }
        return GLOBAL_UNICAST_6.contains(address) && !contains(NOT_PUBLIC_6, address);
    }

    private static InetAddress carried(InetAddress nat64) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(nat64.getAddress(), 12, 16));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }

    private static boolean contains(List<Cidr> ranges, InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static List<Cidr> ranges(String... texts) {
        return Stream.of(texts).map(Cidr::parse).toList();
    }
}
