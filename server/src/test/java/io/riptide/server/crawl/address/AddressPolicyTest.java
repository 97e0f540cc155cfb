package io.riptide.server.crawl.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
    private static final AddressPolicy PUBLIC = AddressPolicy.publicOnly();
    private static final AddressPolicy WITH_PRIVATE = new AddressPolicy(true, List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "93.184.216.34",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "191.255.255.255",
                "192.0.1.0",
                "192.0.3.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "198.51.99.255",
                "198.51.101.0",
                "203.0.112.255",
                "203.0.114.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2001:4860:4860::8888",
                "2001:200::1",
                "2a00:1450::1",
                "2003::1",
                "3ffe::1",
                "3fff:1000::1",
                "64:ff9b::808:808",
                "2001:db7::1",
                "2001:db9::1"
            })
    void publicAddressesAreOpen(String literal) {
        assertThat(PUBLIC.refusal(InetAddress.ofLiteral(literal))).isEmpty();
        assertThat(WITH_PRIVATE.permits(InetAddress.ofLiteral(literal))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, loopback",
        "127.255.255.255, loopback",
        "10.0.0.0, private",
        "10.255.255.255, private",
        "172.16.0.0, private",
        "172.31.255.255, private",
        "192.168.0.0, private",
        "192.168.255.255, private",
        "::1, loopback",
        "fc00::, unique local",
        "fdff:ffff::1, unique local",
        "::127.0.0.1, loopback",
        "64:ff9b::a00:1, private",
        "::ffff:0:10.0.0.1, private"
    })
    void privateNetworksAreOpenedByTheFlag(String literal, String name) {
        InetAddress address = InetAddress.ofLiteral(literal);
        assertThat(PUBLIC.refusal(address))
                .hasValueSatisfying(refusal ->
                        assertThat(refusal).contains(address.getHostAddress()).endsWith(" is " + name));
        assertThat(WITH_PRIVATE.permits(address)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.1, this network",
        "0.255.255.255, this network",
        "100.64.0.0, carrier-grade NAT",
        "100.127.255.255, carrier-grade NAT",
        "169.254.0.1, link-local",
        "169.254.255.255, link-local",
        "169.254.169.254, cloud metadata",
        "100.100.100.200, cloud metadata",
        "168.63.129.16, cloud metadata",
        "192.0.0.192, cloud metadata",
        "192.0.0.1, IETF protocol assignment",
        "192.0.2.255, documentation",
        "192.88.99.1, 6to4 relay",
        "198.18.0.0, benchmarking",
        "198.19.255.255, benchmarking",
        "198.51.100.1, documentation",
        "203.0.113.1, documentation",
        "240.0.0.0, reserved",
        "255.255.255.254, reserved",
        "fe80::1, link-local",
        "febf::1, link-local",
        "fec0::1, site-local",
        "fd00:ec2::254, cloud metadata",
        "2001::1, Teredo",
        "2001:0:ffff::1, Teredo",
        "2001:10::1, ORCHID",
        "2001:2f::1, ORCHIDv2",
        "2001:2::1, IETF protocol assignment",
        "2001:1ff::1, IETF protocol assignment",
        "2001:db8::1, documentation",
        "2002:7f00:1::1, 6to4",
        "2002:808:808::1, 6to4",
        "3fff::1, documentation",
        "3fff:fff::1, documentation",
        "64:ff9b:1::808:808, local-use NAT64",
        "64:ff9b:1:ffff::1, local-use NAT64",
        "100::1, discard-only",
        "64:ff9b::a9fe:a9fe, cloud metadata",
        "::169.254.169.254, cloud metadata"
    })
    void specialBlocksAreOpenedByTheListOnly(String literal, String name) {
        InetAddress address = InetAddress.ofLiteral(literal);
        assertThat(PUBLIC.refusal(address))
                .hasValueSatisfying(refusal -> assertThat(refusal).endsWith(" is " + name));
        assertThat(WITH_PRIVATE.permits(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "255.255.255.255",
                "224.0.0.1",
                "239.255.255.255",
                "::",
                "ff02::1",
                "ff0e::1",
                "64:ff9b::",
                "64:ff9b::e000:1",
                "::ffff:0:255.255.255.255",
                "::224.0.0.1"
            })
    void nothingOpensWhatIsNoSingleHost(String literal) {
        InetAddress address = InetAddress.ofLiteral(literal);
        AddressPolicy everything =
                new AddressPolicy(true, List.of(AddressRange.parse("0.0.0.0/0"), AddressRange.parse("::/0")));
        assertThat(everything.permits(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000::1", "4000::1", "5f00::1", "8000::1", "e000::1", "::1:0:0:1", "1::1"})
    void onlyGlobalUnicastIsPublic(String literal) {
        assertThat(PUBLIC.refusal(InetAddress.ofLiteral(literal)))
                .hasValueSatisfying(refusal -> assertThat(refusal).endsWith("is not global unicast"));
    }

    @Test
    void mappedAddressesAreJudgedAsIpv4() {
        assertThat(PUBLIC.permits(InetAddress.ofLiteral("::ffff:127.0.0.1"))).isFalse();
        assertThat(PUBLIC.permits(InetAddress.ofLiteral("::ffff:a9fe:a9fe"))).isFalse();
        assertThat(PUBLIC.permits(InetAddress.ofLiteral("::ffff:8.8.8.8"))).isTrue();
    }

    @Test
    void anInterfaceScopeIsRefusedWhateverTheAddress() throws UnknownHostException {
        byte[] global = InetAddress.ofLiteral("2606:4700::1").getAddress();
        InetAddress scoped = Inet6Address.getByAddress("x", global, 1);
        AddressPolicy everything = new AddressPolicy(true, List.of(AddressRange.parse("::/0")));
        assertThat(everything.refusal(scoped))
                .hasValueSatisfying(refusal -> assertThat(refusal).endsWith("bound to an interface"));
    }

    @Test
    void theListOpensExactlyWhatItNames() {
        AddressPolicy policy = new AddressPolicy(
                false,
                List.of(
                        AddressRange.parse("10.1.0.0/16"),
                        AddressRange.parse("169.254.169.254"),
                        AddressRange.parse("fd00:1::/32"),
                        AddressRange.parse("5f00::/16")));
        assertThat(policy.permits(InetAddress.ofLiteral("10.1.255.255"))).isTrue();
        assertThat(policy.permits(InetAddress.ofLiteral("10.2.0.0"))).isFalse();
        assertThat(policy.permits(InetAddress.ofLiteral("169.254.169.254"))).isTrue();
        assertThat(policy.permits(InetAddress.ofLiteral("169.254.169.253"))).isFalse();
        assertThat(policy.permits(InetAddress.ofLiteral("fd00:1::5"))).isTrue();
        assertThat(policy.permits(InetAddress.ofLiteral("fd00:2::5"))).isFalse();
        assertThat(policy.permits(InetAddress.ofLiteral("5f00::1"))).isTrue();
        assertThat(policy.permits(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
        assertThat(policy.permits(InetAddress.ofLiteral("64:ff9b::a01:1"))).isTrue();
    }

    /// Whatever wraps an address must not be more open than what it wraps.
    @Property
    void aWrappedAddressIsNoMoreOpenThanItself(@ForAll @Size(4) byte[] v4) throws UnknownHostException {
        boolean isOpen = PUBLIC.permits(InetAddress.getByAddress(v4));
        for (String prefix : List.of("64:ff9b::", "::ffff:0:0:0", "::ffff:0:0")) {
            byte[] v6 = ipv6Bytes(prefix);
            System.arraycopy(v4, 0, v6, 12, 4);
            assertThat(PUBLIC.permits(InetAddress.getByAddress(v6))).isEqualTo(isOpen);
        }
        byte[] sixToFour = ipv6Bytes("2002::");
        System.arraycopy(v4, 0, sixToFour, 2, 4);
        assertThat(PUBLIC.permits(InetAddress.getByAddress(sixToFour))).isFalse();
    }

    /// Java's own idea of a special address is narrower than ours, never wider.
    @Property
    void whatJavaCallsSpecialIsRefused(@ForAll @Size(4) byte[] v4, @ForAll @Size(16) byte[] v6)
            throws UnknownHostException {
        for (InetAddress address : List.of(InetAddress.getByAddress(v4), InetAddress.getByAddress(v6))) {
            boolean isSpecial = address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || address.isLinkLocalAddress()
                    || address.isSiteLocalAddress()
                    || address.isMulticastAddress();
            assertThat(isSpecial && PUBLIC.permits(address)).isFalse();
        }
    }

    private static byte[] ipv6Bytes(String literal) {
        byte[] bytes = InetAddress.ofLiteral(literal).getAddress();
        if (bytes.length == 16) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        return mapped;
    }
}
