package io.riptide.server.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.search.index.QueryReader.Reading;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

class WordPairsTest {
    private static final String[] WORDS = {
        "river", "Stone", "café", "don't", "3.14", "__", "a_b", "東京", "都", "naïve", "Ω", "-", "“", "\uD83D", "مرحبا",
        "x"
    };

    private final WordPairs pairs = new WordPairs();

    private BytesRef filter(String title, String text) {
        pairs.clear();
        new PageTerms().read(title, pairs);
        pairs.endText();
        new PageTerms().read(text, pairs);
        return BytesRef.deepCopyOf(pairs.filter());
    }

    private static Reading phrase(String words) {
        return QueryReader.read(new IndexQuery('"' + words + '"', "", 10)).orElseThrow();
    }

    private static boolean mayHave(BytesRef filter, String phrase) {
        return WordPairs.mayHave(filter, phrase(phrase).phrases());
    }

    private static String words(Random random, int count) {
        var words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(5) == 0 ? ", " : " ");
        }
        return words.toString();
    }

    @Property(tries = 3_000)
    void aPhraseThatIsThereIsNeverMissed(@ForAll long seed) {
        var random = new Random(seed);
        String text = words(random, random.nextInt(40));
        var reading = QueryReader.read(new IndexQuery('"' + words(random, 1 + random.nextInt(3)) + '"', "", 10));
        if (reading.isEmpty()) {
            return;
        }
        var places = new TermPlaces(reading.get().terms());
        places.read(text);
        boolean isThere = reading.get().phrases().stream().allMatch(places::has);

        assertThat(!isThere || WordPairs.mayHave(filter("", text), reading.get().phrases()))
                .as(text)
                .isTrue();
        assertThat(!isThere
                        || WordPairs.mayHave(filter(text, "x"), reading.get().phrases()))
                .as(text)
                .isTrue();
    }

    @Test
    void wordsThatStandApartAreNoPair() {
        BytesRef filter = filter("winter garden", "river stone, valley");

        assertThat(mayHave(filter, "river stone valley")).isTrue();
        assertThat(mayHave(filter, "winter garden")).isTrue();
        assertThat(mayHave(filter, "stone river")).isFalse();
        assertThat(mayHave(filter, "river valley")).isFalse();
        assertThat(mayHave(filter, "garden river")).isFalse();
    }

    @Test
    void aPageWithoutPairsHasNone() {
        assertThat(mayHave(filter("", ""), "river stone")).isFalse();
        assertThat(mayHave(filter("river", "stone"), "river stone")).isFalse();
        assertThat(mayHave(filter("river", "stone"), "river")).isTrue();
    }

    /// Half full at most: two bits a pair of at least eight.
    @Test
    void fewPairsSeemToBeThereThatAreNot() {
        var random = new Random(1);
        var text = new StringBuilder();
        for (int i = 0; i < 4_095; i++) {
            text.append(Integer.toString(random.nextInt(1_000), 36)).append(' ');
        }
        BytesRef filter = filter("", text.toString());

        int wrong = 0;
        for (int i = 0; i < 10_000; i++) {
            wrong += mayHave(filter, "q" + random.nextInt(1_000) + " q" + random.nextInt(1_000)) ? 1 : 0;
        }

        assertThat(filter.length).isEqualTo(4_096);
        assertThat(wrong).isBetween(1, 700);
    }
}
