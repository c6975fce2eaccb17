package dev.spillway.offload.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses callbacks may go to. */
class AddressGuardTest {
    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "168.63.129.16",
                "100.100.100.200",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "64:ff9b::7f00:1",
                "64:ff9b::a00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b::a83f:8110",
                "64:ff9b:1::1",
                "100::1",
                "fc00::1",
                "fd00::1",
                "fd00:ec2::254",
                "fdff:ffff::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "2001::1",
                "2001:0:7f00:1::1",
                "2001:db8::1",
                "2001:10::1",
                "2002:7f00:1::1",
                "2002:a00:1::1",
                "3fff::1",
                "4000::1",
                "5f00::1"
            })
    void whatIsNotPublicIsRefused(String literal) {
        assertThat(new AddressGuard().allows(address(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "126.0.0.1",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.0.1.1",
                "192.167.255.255",
                "192.169.0.1",
                "198.17.255.255",
                "198.20.0.1",
                "203.0.114.1",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450:4001::1",
                "::ffff:8.8.8.8",
                "64:ff9b::808:808",
                "2003::1"
            })
    void whatIsPublicIsAllowed(String literal) {
        assertThat(new AddressGuard().allows(address(literal))).isTrue();
    }

    @Test
    void aMappedAddressIsJudgedByWhatItMaps() throws UnknownHostException {
        byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffff7f000001");
        assertThat(new AddressGuard().allows(InetAddress.getByAddress(mapped))).isFalse();
    }

    @Test
    void whatIsOptedInIsAllowedAndNothingElse() {
        AddressGuard guard = new AddressGuard(List.of(Cidr.parse("10.1.0.0/16"), Cidr.parse("fd00:1::/32")));
        assertThat(guard.allows(address("10.1.255.255"))).isTrue();
        assertThat(guard.allows(address("::ffff:10.1.0.1"))).isTrue();
        assertThat(guard.allows(address("fd00:1::5"))).isTrue();
        assertThat(guard.allows(address("10.2.0.1"))).isFalse();
        assertThat(guard.allows(address("fd00:2::5"))).isFalse();
        assertThat(guard.allows(address("127.0.0.1"))).isFalse();
        assertThat(guard.allows(address("64:ff9b::a01:1"))).isFalse();
        assertThat(guard.allows(address("8.8.8.8"))).isTrue();
    }

    @Test
    void metadataIsNeverAllowed() {
        AddressGuard all = new AddressGuard(List.of(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0")));
        assertThat(all.allows(address("10.0.0.1"))).isTrue();
        assertThat(all.allows(address("::1"))).isTrue();
        for (String literal : List.of(
                "169.254.169.254",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "fd00:ec2::254",
                "168.63.129.16",
                "100.100.100.200",
                "192.0.0.192")) {
            assertThat(all.allows(address(literal))).as(literal).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0",
                "10.0.0.0/33",
                "::/129",
                "10.0.0/8",
                "example.com/8",
                "10.0.0.0/-1",
                "/8",
                "10.0.0.0/8/8",
                "256.0.0.0/8",
                "fe80::1%eth0/64"
            })
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRangeEndsWhereItSays() {
        Cidr odd = Cidr.parse("192.168.4.0/22");
        assertThat(odd.contains(address("192.168.4.0"))).isTrue();
        assertThat(odd.contains(address("192.168.7.255"))).isTrue();
        assertThat(odd.contains(address("192.168.8.0"))).isFalse();
        assertThat(odd.contains(address("192.168.3.255"))).isFalse();
        assertThat(Cidr.parse("0.0.0.0/0").contains(address("::1"))).isFalse();
        assertThat(odd).hasToString("192.168.4.0/22");
    }
}
