package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineInTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64 * 1024})
    void linesAreTheSameHoweverTheyCome(int atOnce) throws IOException {
        String big = "b".repeat(200_000);
        LineIn lines = new LineIn(inParts("one\n" + big + "\nthree\n", atOnce));
        assertThat(next(lines)).isEqualTo("one");
        assertThat(next(lines)).isEqualTo(big);
        assertThat(next(lines)).isEqualTo("three");
        assertThat(lines.ended()).isFalse();
        assertThat(next(lines)).isEmpty();
        assertThat(lines.ended()).isTrue();
    }

    @Test
    void anEmptyLineIsNotTheEndOfAll() throws IOException {
        LineIn lines = new LineIn(inParts("\nmore", 3));
        assertThat(next(lines)).isEmpty();
        assertThat(lines.ended()).isFalse();
        assertThat(next(lines)).isEqualTo("more");
        assertThat(lines.ended()).isTrue();
    }

    private static String next(LineIn lines) throws IOException {
        return new String(lines.next(), UTF_8);
    }

    private static InputStream inParts(String text, int atOnce) {
        return new ByteArrayInputStream(text.getBytes(UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int from, int length) {
                return super.read(target, from, Math.min(length, atOnce));
            }
        };
    }
}
