package io.riptide.server.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.search.index.Snippet.Match;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SnippetTest {
    /// Words of all lengths, gaps or none, pairs of surrogates.
    private static String text(Random random, int charsMax) {
        var text = new StringBuilder();
        int words = 1 + random.nextInt(200);
        int wordMax = 1 + random.nextInt(random.nextInt(20) == 0 ? 400 : 15);
        for (int i = 0; i < words && text.length() < charsMax; i++) {
            int length = 1 + random.nextInt(wordMax);
            for (int j = 0; j < length; j++) {
                text.appendCodePoint(random.nextInt(10) == 0 ? 0x1F600 + random.nextInt(16) : 'a' + random.nextInt(26));
            }
            text.append(' ');
        }
        return text.toString().strip();
    }

    private static List<Match> matches(Random random, String text) {
        List<Match> matches = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            int start = PlainText.wholeBefore(text, random.nextInt(text.length()));
            int end = PlainText.wholeBefore(text, Math.min(text.length(), start + 2 + random.nextInt(40)));
            matches.add(new Match(start, end, random.nextInt(64)));
        }
        matches.sort(Comparator.comparingInt(Match::start).thenComparingInt(Match::end));
        return matches;
    }

    @Property(tries = 2_000)
    void aSnippetIsAPartOfTheTextThatHoldsAMatch(@ForAll long seed) {
        var random = new Random(seed);
        String text = text(random, 3_000);
        List<Match> matches = matches(random, text);

        String snippet = Snippet.of(text, matches, TermPlaces.NONE);
        String bare = snippet.replace("…", "");

        assertThat(snippet.length()).isLessThanOrEqualTo(Snippet.CHARS_MAX);
        assertThat(text).contains(bare);
        assertThat(snippet.startsWith("…")).isEqualTo(!text.startsWith(bare));
        assertThat(Character.isLowSurrogate(bare.charAt(0))).isFalse();
        assertThat(Character.isHighSurrogate(bare.charAt(bare.length() - 1))).isFalse();
        assertThat(matches.isEmpty()
                        || matches.stream().anyMatch(m -> bare.contains(text.substring(m.start(), m.end()))))
                .isTrue();
        assertThat(snippet.length()).isGreaterThan(Math.min(text.length(), 150) - 1);
    }

    @Property(tries = 300)
    void wordsStayWhole(@ForAll long seed, @ForAll @IntRange(min = 300, max = 2_000) int at) {
        var random = new Random(seed);
        var text = new StringBuilder();
        while (text.length() < 2_500) {
            text.append("w".repeat(1 + random.nextInt(12)))
                    .append(text.length() % 7)
                    .append(' ');
        }
        int start = text.lastIndexOf(" ", at) + 1;
        int end = text.indexOf(" ", start);

        String bare = Snippet.of(text.toString().strip(), List.of(new Match(start, end, 0)), TermPlaces.NONE)
                .replace("…", "");

        assertThat(" " + text).contains(" " + bare + " ");
        assertThat(bare.length()).isBetween(250, Snippet.CHARS_MAX);
    }

    @Test
    void whatIsShortIsWhole() {
        assertThat(Snippet.of("", List.of(), TermPlaces.NONE)).isEmpty();
        assertThat(Snippet.of("x".repeat(300), List.of(new Match(7, 8, 0)), TermPlaces.NONE))
                .isEqualTo("x".repeat(300));
    }

    @Test
    void moreTermsBeatMoreMatches() {
        String text = "one one one " + "x ".repeat(500) + "one two " + "x ".repeat(500);
        int both = text.indexOf("one two");
        List<Match> matches = List.of(
                new Match(0, 3, 0),
                new Match(4, 7, 0),
                new Match(8, 11, 0),
                new Match(both, both + 3, 0),
                new Match(both + 4, both + 7, 1));

        assertThat(Snippet.of(text.strip(), matches, TermPlaces.NONE)).contains("one two");
    }

    @Test
    void whiteSpaceIsOneSpace() {
        assertThat(PlainText.collapse("\u00A0 a\t\r\n\u2003b\0c \uFEFF")).isEqualTo("a b c");
        assertThat(PlainText.collapse("\uDC00a\uD800 😀\uD83D")).isEqualTo("\uFFFDa\uFFFD 😀\uFFFD");
        assertThat(PlainText.collapse("")).isEmpty();
        assertThat(PlainText.collapse(" \n ")).isEmpty();
        assertThat(PlainText.cut("a😀", 2)).isEqualTo("a");
    }

    @Test
    void onlyAccentsGo() {
        assertThat(AccentFilter.fold("e\u0301té")).isEqualTo("ete");
        assertThat(AccentFilter.fold("が")).isEqualTo("が");
        assertThat(AccentFilter.fold("한국")).isEqualTo("한국");
        assertThat(AccentFilter.fold("हिन्दी")).isEqualTo("हिन्दी");
        assertThat(AccentFilter.fold("ﬁｶﾞ")).isEqualTo("fiガ");
    }
}
