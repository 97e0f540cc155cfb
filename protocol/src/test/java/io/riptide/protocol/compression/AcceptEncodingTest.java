package io.riptide.protocol.compression;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZip",
                "x-gzip",
                "gzip, deflate, br, zstd",
                "deflate,gzip",
                "br;q=1.0, gzip;q=0.8, *;q=0.1",
                "compress;q=0.5, gzip;q=1.0",
                "gzip;q=1.0, identity; q=0.5, *;q=0",
                "*",
                "*;q=0.001",
                "deflate, *",
                "identity;q=0.5, gzip;q=0.5",
                "identity;q=0, gzip",
                "gzip ; q=0.5",
                "gzip;Q=0.123",
                "gzip;q=1.",
                "gzip;q=1.000",
                "gzip;q=0.001",
                " \t gzip \t ",
                ", ,gzip,,",
                "gzip\t;\tq=1",
                "unknown!token;q=0.3,gzip"
            })
    void gzipIsTaken(String value) {
        assertThat(AcceptEncoding.parse(value).prefersGzip()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "identity",
                "deflate, br",
                "gzip;q=0",
                "gzip;q=0.000",
                "x-gzip;q=0",
                "*;q=0",
                "*, gzip;q=0",
                "gzip;q=0, *;q=1",
                "identity;q=1, gzip;q=0.5",
                "identity, gzip;q=0.999",
                "identity;q=0.6, *;q=0.5",
                "gzip, gzip;q=0",
                "gzip;q=0, x-gzip",
                "gzipped",
                "gzi"
            })
    void contentGoesAsItIs(String value) {
        assertThat(AcceptEncoding.parse(value).prefersGzip()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip;q=2",
                "gzip;q=1.001",
                "gzip;q=1.0000",
                "gzip;q=0.0001",
                "gzip;q=-1",
                "gzip;q=.5",
                "gzip;q=",
                "gzip;q",
                "gzip;",
                "gzip;level=1",
                "gzip;q=1;q=1",
                "gzip;q= 1",
                "gzip;q =1",
                "gzip br",
                "gzip/1",
                "gzip; q=0,5",
                "\"gzip\"",
                "gzip, (x)",
                ";q=1",
                "gz\u00efp, gzip",
                "gzip,=",
                "gzip;q=\u0661"
            })
    void aValueThatBreaksTheGrammarSaysNothing(String value) {
        assertThat(AcceptEncoding.parse(value)).isEqualTo(AcceptEncoding.IDENTITY_ONLY);
    }

    @Test
    void weightsAreThousandths() {
        assertThat(AcceptEncoding.parse("gzip;q=0.25, identity;q=1")).isEqualTo(new AcceptEncoding(250, 1000));
        assertThat(AcceptEncoding.parse("gzip;q=0.007")).isEqualTo(new AcceptEncoding(7, 0));
        assertThat(AcceptEncoding.parse("*;q=0.5, br")).isEqualTo(new AcceptEncoding(500, 0));
    }

    @Property
    void everyWeightIsReadToTheDigit(@ForAll @IntRange(max = 999) int thousandths) {
        String value = "gzip;q=0.%03d".formatted(thousandths);
        assertThat(AcceptEncoding.parse(value).gzip()).isEqualTo(thousandths);
    }

    @Property
    void noValueBreaksTheParser(
            @ForAll @StringLength(max = 40) @Chars({'g', 'z', 'i', 'p', '*', ';', 'q', '=', '0', '1', '.', ',', ' '})
                    String value) {
        AcceptEncoding said = AcceptEncoding.parse(value);
        assertThat(said.gzip()).isBetween(0, 1000);
        assertThat(said.identity()).isZero();
    }
}
