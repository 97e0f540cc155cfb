package io.riptide.server.crawl.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    private static boolean contains(String range, String address) {
        return AddressRange.parse(range).contains(InetAddress.ofLiteral(address).getAddress());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, 11.0.0.0",
        "172.16.0.0/12, 172.31.255.255, 172.32.0.0",
        "100.64.0.0/10, 100.127.255.255, 100.128.0.0",
        "192.0.2.1/32, 192.0.2.1, 192.0.2.2",
        "192.0.2.1, 192.0.2.1, 192.0.2.0",
        "128.0.0.0/1, 255.255.255.255, 127.255.255.255",
        "fe80::/10, febf:ffff::1, fec0::",
        "2001::/23, 2001:1ff:ffff::, 2001:200::",
        "2001:db8::1/128, 2001:db8::1, 2001:db8::2"
    })
    void aRangeEndsWhereItsPrefixDoes(String range, String inside, String outside) {
        assertThat(contains(range, inside)).isTrue();
        assertThat(contains(range, outside)).isFalse();
    }

    @Test
    void theEmptyPrefixHoldsItsWholeFamilyAndNoOther() {
        assertThat(contains("0.0.0.0/0", "255.1.2.3")).isTrue();
        assertThat(contains("::/0", "ff02::1")).isTrue();
        assertThat(contains("0.0.0.0/0", "2606::1")).isFalse();
        assertThat(contains("::/0", "1.2.3.4")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0/",
                "10.0.0.0/x",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "::/129",
                "host/8",
                "10.0.0.1/8",
                "2001:db8::1/32",
                "10.0.0.0/8/8"
            })
    void whatIsNoRangeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text));
    }

    @Test
    void aRangePrintsAsItParses() {
        assertThat(AddressRange.parse("10.0.0.0/8")).hasToString("10.0.0.0/8");
        assertThat(AddressRange.parse(AddressRange.parse("192.168.0.0/16").toString()))
                .isEqualTo(AddressRange.parse("192.168.0.0/16"));
    }

    @Property
    void membershipIsEqualityOfTheLeadingBits(
            @ForAll @Size(4) byte[] one, @ForAll @Size(4) byte[] other, @ForAll @IntRange(max = 32) int bits)
            throws UnknownHostException {
        int mask = bits == 0 ? 0 : -1 << (32 - bits);
        int first = asInt(one) & mask;
        AddressRange range = new AddressRange(InetAddress.getByAddress(asBytes(first)), bits);
        assertThat(range.contains(other)).isEqualTo((asInt(other) & mask) == first);
    }

    private static int asInt(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt();
    }

    private static byte[] asBytes(int value) {
        return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
    }
}
