package io.riptide.server.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfCharactersTest {
    @ParameterizedTest
    @CsvSource({
        "D83D, a\uFFFDb", // high
        "DE00, a\uFFFDb", // low
        "D800, a\uFFFDb",
        "DFFF, a\uFFFDb",
    })
    void aHalfIsReplacedWhereverItStands(String unit, String expected) {
        String half = "a" + (char) Integer.parseInt(unit, 16) + "b";

        assertThat(written(half)).isEqualTo(expected);
        assertThat(written("x".repeat(20_000) + half)).endsWith(expected);
        assertThat(written(half.substring(0, 2))).isEqualTo("a\ufffd");
        assertThat(written(half.substring(1) + half)).isEqualTo("\ufffdb" + expected);
    }

    @Property(tries = 2_000)
    void allElseStaysAsItIs(@ForAll String text, @ForAll boolean isEscapeAtTheEnd) {
        String whole = text + (isEscapeAtTheEnd ? "\\uD83D \\\\uD83D \uD55C \uD83D\uDE00" : "");
        String expected = new String(whole.getBytes(UTF_8), UTF_8);

        // Java's own encoder says `?` for a half, and so shows where there is one.
        assertThat(written(whole).replace('\ufffd', '?')).isEqualTo(expected.replace('\ufffd', '?'));
    }

    private static String written(String text) {
        byte[] json = Json.value(generator -> generator.writeString(text));

        return Json.readOwn(json).asString();
    }
}
