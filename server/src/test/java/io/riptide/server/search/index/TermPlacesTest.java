package io.riptide.server.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.search.index.Snippet.Match;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TermPlacesTest {
    private static final List<String> TERMS = List.of("alpha", "beta", "gamma", "delta");

    /// Fewer of each term than would be enough without a window.
    private static String text(Random random) {
        List<String> words = new ArrayList<>();
        int fillers = random.nextInt(2_000);
        for (int i = 0; i < fillers; i++) {
            words.add("filler".substring(random.nextInt(6)));
        }
        for (String term : TERMS.subList(0, random.nextInt(TERMS.size() + 1))) {
            for (int i = random.nextInt(15); i > 0; i--) {
                words.add(random.nextInt(words.size() + 1), term);
            }
        }
        return String.join(" ", words);
    }

    private static long mostTerms(List<Match> matches) {
        return IntStream.range(0, matches.size())
                .mapToLong(first -> matches.stream()
                        .skip(first)
                        .filter(match -> match.end() - matches.get(first).start() <= Snippet.SPAN_CHARS_MAX)
                        .map(Match::term)
                        .distinct()
                        .count())
                .max()
                .orElse(0);
    }

    @Property(tries = 1_000)
    void whatIsLeftUnreadHasNoWindowWithMoreTerms(@ForAll long seed) throws IOException {
        String text = text(new Random(seed));
        var whole = new TermPlaces(TERMS);
        whole.read(text);
        var part = new TermPlaces(TERMS);
        part.readForSnippet(text, text::contains);

        assertThat(whole.matches()).startsWith(part.matches().toArray(new Match[0]));
        assertThat(mostTerms(part.matches())).isEqualTo(mostTerms(whole.matches()));
    }

    @Property(tries = 1_000)
    void phrasesAreFoundAsInTheWholeText(@ForAll long seed) {
        var random = new Random(seed);
        String text = text(random)
                + random.ints(60, 0, TERMS.size())
                        .mapToObj(term -> ' ' + TERMS.get(term))
                        .collect(Collectors.joining());
        var phrases = QueryReader.read(new IndexQuery("\"alpha beta\" \"gamma alpha delta\" \"beta\"", "", 10))
                .orElseThrow()
                .phrases();
        var whole = new TermPlaces(TERMS);
        whole.read(text);
        var part = new TermPlaces(TERMS);

        boolean hasAll = part.readForPhrases(text, phrases);

        assertThat(hasAll).isEqualTo(phrases.stream().allMatch(whole::has));
        assertThat(!hasAll || phrases.stream().allMatch(part::has)).isTrue();
        assertThat(whole.matches()).startsWith(part.matches().toArray(new Match[0]));
    }

    @Test
    void readingForAPhraseEndsALittleBehindIt() {
        var places = new TermPlaces(TERMS);
        var phrases = QueryReader.read(new IndexQuery("\"alpha beta\"", "", 10))
                .orElseThrow()
                .phrases();

        boolean hasAll = places.readForPhrases("beta alpha, beta " + "alpha so ".repeat(10_000), phrases);

        assertThat(hasAll).isTrue();
        assertThat(places.matches().getLast().start()).isBetween(500, 2_000);
    }

    @Test
    void readingEndsALittleBehindAWindowWithAllTerms() throws IOException {
        var places = new TermPlaces(TERMS);

        places.readForSnippet("alpha ".repeat(5) + "beta gamma delta " + "alpha so ".repeat(10_000), term -> true);

        assertThat(places.matches()).hasSizeBetween(5 + 3 + 1, 5 + 3 + 200);
        assertThat(places.matches().getLast().start()).isBetween(500, 2_000);
    }

    @Test
    void aTermThatIsNotThereIsNotWaitedFor() throws IOException {
        List<String> asked = new ArrayList<>();
        var places = new TermPlaces(TERMS);

        places.readForSnippet("alpha beta delta of something else. ".repeat(1_000), term -> {
            asked.add(term);
            return false;
        });

        assertThat(asked).containsExactly("gamma");
        assertThat(places.matches().getLast().start()).isBetween(900, 3_000);
    }

    @Test
    void ofTooManyTermsNoneIsAskedFor() throws IOException {
        List<String> asked = new ArrayList<>();
        var places = new TermPlaces(
                IntStream.range(0, 17).mapToObj(term -> "term" + term).toList());

        places.readForSnippet("nothing of it ".repeat(1_000), asked::add);

        assertThat(asked).isEmpty();
        assertThat(places.matches()).isEmpty();
    }

    @Test
    void aWindowFromBeforeItWasKnownWhatIsThereCounts() throws IOException {
        var places = new TermPlaces(TERMS);

        places.readForSnippet("alpha beta " + "of something else and alpha ".repeat(1_000), term -> false);

        assertThat(places.matches()).hasSizeBetween(17, 90);
    }

    @Test
    void aTermThatIsThereIsReadFor() throws IOException {
        var places = new TermPlaces(TERMS);

        places.readForSnippet("alpha beta of something else. ".repeat(1_000) + "gamma", "gamma"::equals);

        assertThat(places.matches().getLast().term()).isEqualTo(TERMS.indexOf("gamma"));
    }

    @Test
    void termsThatAreFarApartAreReadForUntilThereAreEnough() throws IOException {
        var places = new TermPlaces(List.of("alpha", "omega"));

        places.readForSnippet(
                ("alpha" + " filler".repeat(50) + " omega" + " filler".repeat(50) + " ").repeat(100), term -> true);

        assertThat(places.matches()).hasSize(32);
    }
}
