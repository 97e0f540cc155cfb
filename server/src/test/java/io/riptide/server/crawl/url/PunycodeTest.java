package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.IDN;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PunycodeTest {
    /// RFC 3492, section 7.1, those whose code points a reader can check; digits' case does not count.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "他们为什么不说中文 | ihqwcrb4cv8a8dqg056pqjye",
                "他們爲什麽不說中文 | ihqwctvzc91f659drss3x8bo0yb",
                "Pročprostěnemluvíčesky | Proprostnemluvesky-uyb24dma41a",
                "למההםפשוטלאמדבריםעברית | 4dbcagdahymbxekheh6e0a7fei0b",
                "なぜみんな日本語を話してくれないのか | n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa",
                "почемужеонинеговорятпорусски | b1abfaaepdrnnbgefbadotcwatmq2g4l",
                "TạisaohọkhôngthểchỉnóitiếngViệt | TisaohkhngthchnitingVit-kjcr8268qyxafd2f1b9g",
                "3年B組金八先生 | 3B-ww4c5e180e575a65lsy2b",
                "安室奈美恵-with-SUPER-MONKEYS | -with-SUPER-MONKEYS-pc58ag80a8qai00g7n9n",
                "Hello-Another-Way-それぞれの場所 | Hello-Another-Way--fc4qua05auwb3674vfr0b",
                "ひとつ屋根の下2 | 2-u9tlzr9756bt3uc0v",
                "MajiでKoiする5秒前 | MajiKoi5-783gue6qz075azm5e",
                "パフィーdeルンバ | de-jg4avhby1noc0d",
                "そのスピードで | d9juau41awczczp",
                "-> $1.00 <- | -> $1.00 <--",
            })
    void theSamplesOfTheRfcHoldBothWays(String label, String encoded) throws InvalidUrlException {
        assertThat(Punycode.encode(label)).isEqualTo(encoded);
        assertThat(Punycode.decode(encoded)).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-é", "é", "x-!", "a-99999999999", "abc-b", "z", "zzzzzzzzzzzzzz", "a-\u0000"})
    void whatIsNoPunycodeIsRefused(String encoded) {
        assertThatThrownBy(() -> Punycode.decode(encoded)).isInstanceOf(InvalidUrlException.class);
    }

    @Test
    void digitsOfEitherCaseAreTheSame() throws InvalidUrlException {
        assertThat(Punycode.decode("BCHER-KVA")).isEqualTo("BüCHER");
    }

    @Test
    void surrogatesDoNotComeOutOfPunycode() {
        for (int c = Character.MIN_SURROGATE; c <= Character.MAX_SURROGATE; c++) {
            String encoded = Punycode.encode(Character.toString(c));
            assertThatThrownBy(() -> Punycode.decode(encoded)).isInstanceOf(InvalidUrlException.class);
        }
    }

    @Test
    void everyLabelComesBackAndTheJdkAgrees() throws InvalidUrlException {
        Random random = new Random(3492);
        for (int i = 0; i < 20_000; i++) {
            String label = randomLabel(random);
            String encoded = Punycode.encode(label);
            assertThat(Punycode.decode(encoded)).isEqualTo(label);
            String ace = "xn--" + encoded;
            if (ace.length() <= 63) {
                assertThat(IDN.toASCII(label, IDN.ALLOW_UNASSIGNED)).isEqualTo(ace);
            }
        }
    }

    /// From lower-case letters and scripts that no mapping changes, so that the JDK's older mapping does not
    /// matter.
    private static String randomLabel(Random random) {
        StringBuilder label = new StringBuilder().appendCodePoint(0x4E00 + random.nextInt(0x5000));
        int length = 1 + random.nextInt(20);
        for (int k = 0; k < length; k++) {
            label.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> 'a' + random.nextInt(26);
                        case 1 -> '0' + random.nextInt(10);
                        case 2 -> 0x430 + random.nextInt(32);
                        default -> 0x4E00 + random.nextInt(0x5000);
                    });
        }
        return label.toString();
    }

    @Test
    void theLongestLabelOfTheHighestCodePointsDoesNotOverflow() throws InvalidUrlException {
        String half = "a".repeat(DomainToAscii.UNICODE_CHARACTERS_MAX / 2);
        String label = half + Character.toString(Character.MAX_CODE_POINT).repeat(half.length() / 2);
        assertThat(Punycode.decode(Punycode.encode(label))).isEqualTo(label);
    }
}
