package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4TextTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,           127.0.0.1",
        "127.0.0.1.,          127.0.0.1",
        "127.1,               127.0.0.1",
        "127.0.1,             127.0.0.1",
        "2130706433,          127.0.0.1",
        "0x7f000001,          127.0.0.1",
        "0X7F.0.0.0x1,        127.0.0.1",
        "017700000001,        127.0.0.1",
        "0177.0.0.01,         127.0.0.1",
        "0,                   0.0.0.0",
        "0x,                  0.0.0.0",
        "0x.0x.0x.0x,         0.0.0.0",
        "00000000000000000.0, 0.0.0.0",
        "4294967295,          255.255.255.255",
        "1.2.65535,           1.2.255.255",
        "1.16777215,          1.255.255.255",
        "169.254.43518,       169.254.169.254",
    })
    void eachSpellingIsOneAddress(String text, String address) throws InvalidUrlException {
        assertThat(Ipv4Text.endsInNumber(text)).isTrue();
        assertThat(Ipv4Text.write(Ipv4Text.parse(text))).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4294967296",
                "256.0.0.1",
                "1.2.65536",
                "1.2.3.256",
                "1.16777216",
                "1.2.3.4.5",
                "1.2.3.4.0x",
                "1..2",
                ".1",
                "a.1",
                "08",
                "1.2.3.09",
                "0xg.1",
                "99999999999999999999999999",
                "0x1ffffffffffffffff",
                "1.2.3.4.."
            })
    void whatEndsInANumberAndIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> Ipv4Text.parse(text)).isInstanceOf(InvalidUrlException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "example,       false",
        "1.example,     false",
        "1e,            false",
        "0xg,           false",
        "a.0x,          true",
        "a.0xff,        true",
        "a.09,          true",
        "a.1,           true",
        "a.1.,          true",
        "a.1..,         false",
        "'.',           false",
        "a.,            false",
        "1x,            false",
    })
    void theLastLabelDecides(String domain, boolean isNumber) {
        assertThat(Ipv4Text.endsInNumber(domain)).isEqualTo(isNumber);
    }

    /// Every text up to six characters of an alphabet that makes each kind of number, against arithmetic
    /// without bounds.
    @Test
    void everyShortTextIsReadAsTheStandardSays() {
        char[] alphabet = {'0', '9', 'x', 'f', '.'};
        everyText("", 6, alphabet);
    }

    private static void everyText(String text, int more, char[] alphabet) {
        assertThat(parseOrNull(text)).as(text).isEqualTo(slowParse(text));
        if (more > 0) {
            for (char c : alphabet) {
                everyText(text + c, more - 1, alphabet);
            }
        }
    }

    private static @Nullable Integer parseOrNull(String text) {
        try {
            return Ipv4Text.parse(text);
        } catch (InvalidUrlException ignored) {
            return null;
        }
    }

    /// The standard's algorithm, step by step.
    private static @Nullable Integer slowParse(String text) {
        String[] parts = text.split("\\.", -1);
        int count = parts.length;
        if (count > 1 && parts[count - 1].isEmpty()) {
            count--;
        }
        if (count > 4) {
            return null;
        }
        BigInteger address = BigInteger.ZERO;
        for (int i = 0; i < count; i++) {
            BigInteger number = slowNumber(parts[i]);
            boolean isLast = i == count - 1;
            BigInteger limit = BigInteger.valueOf(256).pow(isLast ? 5 - count : 1);
            if (number == null || number.compareTo(limit) >= 0) {
                return null;
            }
            address = address.add(isLast ? number : number.shiftLeft(8 * (3 - i)));
        }
        return address.intValue();
    }

    private static @Nullable BigInteger slowNumber(String part) {
        if (part.isEmpty()) {
            return null;
        }
        if (part.startsWith("0x")) {
            String digits = part.substring(2);
            return digits.isEmpty() ? BigInteger.ZERO : digits.matches("[0-9a-f]+") ? new BigInteger(digits, 16) : null;
        }
        if (part.length() > 1 && part.startsWith("0")) {
            return part.matches("[0-7]+") ? new BigInteger(part, 8) : null;
        }
        return part.matches("[0-9]+") ? new BigInteger(part) : null;
    }

    @Test
    void everyAddressIsReadBackAsItWasWritten() throws InvalidUrlException {
        Random random = new Random(4);
        for (int i = 0; i < 10_000; i++) {
            int address = random.nextInt();
            assertThat(Ipv4Text.parse(Ipv4Text.write(address))).isEqualTo(address);
        }
    }
}
