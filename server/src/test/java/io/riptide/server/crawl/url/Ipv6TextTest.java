package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6TextTest {
    private static String normalize(String text) throws InvalidUrlException {
        return Ipv6Text.write(Ipv6Text.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "::,                        ::",
        "::1,                       ::1",
        "1::,                       1::",
        "0:0:0:0:0:0:0:1,           ::1",
        "0001:0:0:0:0:0:0:0000,     1::",
        "1:0:0:2:0:0:0:3,           1:0:0:2::3",
        "1:0:0:2:3:0:0:4,           1::2:3:0:0:4",
        "1:0:2:3:4:5:6:7,           1:0:2:3:4:5:6:7",
        "1::2:3:4:5:6:7,            1:0:2:3:4:5:6:7",
        "1:2:3:4:5:6:7::,           1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8,           0:2:3:4:5:6:7:8",
        "::ffff:127.0.0.1,          ::ffff:7f00:1",
        "64:ff9b::10.0.0.255,       64:ff9b::a00:ff",
        "1:2:3:4:5:6:1.2.3.4,       1:2:3:4:5:6:102:304",
        "FE80::AbCd,                fe80::abcd",
    })
    void eachSpellingIsOneAddress(String text, String address) throws InvalidUrlException {
        assertThat(normalize(text)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":1",
                "1:",
                "1",
                ":::",
                "1:::2",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "1:2:3:4:5:6:7::8",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:8:",
                "12345::",
                "g::",
                "fe80::1%eth0",
                "fe80::1%25eth0",
                "::1.2.3",
                "::1.2.3.",
                "::1.2.3.4.5",
                "::1.2.3.4:5",
                "::01.2.3.4",
                "::00.2.3.4",
                "::256.2.3.4",
                "::1.2.3.0x4",
                "::.2.3.4",
                "1.2.3.4",
                "1:2:3:4:5:6:7:1.2.3.4",
                " ::1",
                "::1 "
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> Ipv6Text.parse(text)).isInstanceOf(InvalidUrlException.class);
    }

    /// Whatever we accept, the JDK must take for the same address, or check and connection would differ.
    @Test
    void everyAcceptedShortTextIsTheSameAddressToTheJdk() throws UnknownHostException {
        char[] alphabet = {'0', '1', 'f', ':', '.'};
        for (String head : new String[] {"", "::", "1:2:3:4:5:6:", "::1.2."}) {
            everyText(head, 5, alphabet);
        }
    }

    private static void everyText(String text, int more, char[] alphabet) throws UnknownHostException {
        int[] pieces = parseOrNull(text);
        if (pieces != null) {
            assertThat(InetAddress.getByName("[" + text + "]")).as(text).isEqualTo(addressOf(pieces));
        }
        if (more > 0) {
            for (char c : alphabet) {
                everyText(text + c, more - 1, alphabet);
            }
        }
    }

    private static int @Nullable [] parseOrNull(String text) {
        try {
            return Ipv6Text.parse(text);
        } catch (InvalidUrlException ignored) {
            return null;
        }
    }

    private static InetAddress addressOf(int[] pieces) throws UnknownHostException {
        ByteBuffer octets = ByteBuffer.allocate(16);
        for (int piece : pieces) {
            octets.putShort((short) piece);
        }
        return InetAddress.getByAddress(octets.array());
    }

    @Test
    void everyAddressIsReadBackAsItWasWritten() throws InvalidUrlException, UnknownHostException {
        Random random = new Random(6);
        for (int i = 0; i < 20_000; i++) {
            int[] pieces = new int[8];
            for (int k = 0; k < pieces.length; k++) {
                pieces[k] = random.nextInt(3) > 0 ? 0 : random.nextInt(0x10000);
            }
            String text = Ipv6Text.write(pieces);
            assertThat(Ipv6Text.parse(text)).containsExactly(pieces);
            assertThat(InetAddress.getByName(text)).isEqualTo(addressOf(pieces));
            assertThat(text).doesNotContain(":::").hasSizeLessThanOrEqualTo(39);
        }
    }
}
