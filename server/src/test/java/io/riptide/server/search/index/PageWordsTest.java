package io.riptide.server.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageWordsTest {
    /// What has a rule of its own somewhere in UAX #29, and some that has none.
    private static final List<String> PIECES = List.of(
            "a",
            "Z",
            "word",
            "Word's",
            "7",
            "42",
            "3.14",
            "1,000",
            "_",
            "__",
            ".",
            ",",
            ";",
            ":",
            "'",
            "\"",
            "-",
            "/",
            "#",
            "*",
            "@",
            "&",
            "(",
            ")",
            "!",
            " ",
            " ",
            " ",
            "  ",
            "é",
            "e\u0301",
            "ß",
            "Я",
            "слово",
            "א",
            "א\"א",
            "北京",
            "東",
            "カタカナ",
            "ひら",
            "한국",
            "ไทย",
            "ＷＩ",
            "\u00AD",
            "\u200D",
            "\uFE0F",
            "\u20E3",
            "1\uFE0F\u20E3",
            "\uD83D\uDE00",
            "\uD83C\uDDE9\uD83C\uDDEA",
            "\u2019",
            "\u00B7",
            "\u203F",
            "\u3000",
            "\uFF0E");

    private final PageWords words = new PageWords();

    private record Word(String term, int from, int to, int position) {}

    private List<Word> fast(String text) {
        List<Word> found = new ArrayList<>();
        words.read(text);
        while (words.next()) {
            String term = new String(words.chars(), words.start(), words.length());
            assertThat(words.hash()).as(term).isEqualTo(term.hashCode());
            found.add(new Word(term, words.from(), words.to(), words.position()));
        }
        return found;
    }

    /// All of it the long way.
    private static List<Word> slow(String text) {
        List<Word> found = new ArrayList<>();
        var unicode = UnicodeWords.ofPages();
        unicode.read(text.toCharArray(), 0, text.length());
        int position = -1;
        while (unicode.next()) {
            position += unicode.step();
            found.add(new Word(unicode.text(), unicode.start(), unicode.end(), position));
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "The quick-brown fox, it's 3.5 m/s; isn't it?",
                "example.com a.b.c 1.2.3 1,5;6:7 a:b a'b 'quoted' x.5 5.x _private __init__ a_'b a._b ___",
                "mail@example.org C++ C# #1 *2 node.js",
                "Cafe\u0301 na\u00efve caf\u00e9-bar bar-caf\u00e9 x.\u00e9 \u00e9.x",
                "Größe und Maß, 北京市 mid 東京 end"
            })
    void wordsAreThoseOfUnicode(String text) {
        assertThat(fast(text)).isEqualTo(slow(text));
    }

    @Test
    void noMixOfCharactersMakesADifference() {
        var random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            String mixed = IntStream.range(0, 1 + random.nextInt(12))
                    .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
                    .collect(Collectors.joining());
            String text = PlainText.collapse(mixed);
            assertThat(fast(text)).as(text).isEqualTo(slow(text));
        }
    }

    @Test
    void longWordsAreCutAlike() {
        for (int length : List.of(254, 255, 256, 511, 2_000)) {
            String text = "a " + "x".repeat(length) + " b";
            assertThat(fast(text)).as("%d", length).isEqualTo(slow(text));
            assertThat(fast("x".repeat(length))).as("%d", length).isEqualTo(slow("x".repeat(length)));
        }
    }

    @Test
    void blanksOfAllKindsSeparate() {
        assertThat(fast("a\u0001b\tc\u00A0d é\u00A0f\uFEFFg"))
                .extracting(Word::term)
                .containsExactly("a", "b", "c", "d", "e", "f", "g");
    }

    @Test
    void halvesOfSurrogatePairsLoseNothing() {
        assertThat(fast("one \uD83D two \uDE00\uD83D three\uD83D"))
                .extracting(Word::term)
                .containsExactly("one", "two", "three");
    }

    @Test
    void oneAfterTheOther() {
        assertThat(fast("a long text é with more")).hasSize(6);
        words.read("one é two é");
        words.next();
        assertThat(fast("b")).containsExactly(new Word("b", 0, 1, 0));
        words.read("слово за слово");
        words.next();
        assertThat(fast("é b")).hasSize(2);
    }
}
