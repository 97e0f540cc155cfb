package io.riptide.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.search.provider.SearchHit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReciprocalRankTest {
    private final ReciprocalRank ranks = new ReciprocalRank();

    @Test
    void whatBothFindGoesBeforeWhatOneFinds() {
        ranks.add("one", hits("http://a.example/", "http://b.example/"));
        ranks.add("two", hits("http://c.example/", "http://b.example/"));

        List<RankedHit> best = ranks.best(10);
        assertThat(best)
                .extracting(hit -> hit.url().href())
                .containsExactly("http://b.example/", "http://a.example/", "http://c.example/");
        assertThat(best.getFirst().providers()).containsExactly("one", "two");
        assertThat(best.getFirst().score()).isCloseTo((2 / 62.0) / (2 / 61.0), within(1e-9));
        assertThat(best.get(1).score()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void thePageThatIsFirstForAllScoresOne() {
        ranks.add("one", hits("http://a.example/"));
        ranks.add("two", hits("http://a.example/"));
        assertThat(ranks.best(1).getFirst().score()).isCloseTo(1, within(1e-9));
    }

    @Test
    void theSamePageWithATrackingParameterIsTheSame() {
        ranks.add("one", hits("http://a.example/p?utm_source=x", "http://a.example/p", "http://b.example/"));
        assertThat(ranks.best(10)).hasSize(2);
        assertThat(ranks.best(10).get(1).score()).isCloseTo(61 / 62.0, within(1e-9));
    }

    @Test
    void titleAndSnippetAreThoseOfTheProviderThatRanksItHighestAndHasThem() {
        ranks.add("one", List.of(hit("http://z.example/", "", ""), hit("http://a.example/", "second", "from one")));
        ranks.add("two", List.of(hit("http://a.example/", "first", "")));
        RankedHit both = ranks.best(1).getFirst();
        assertThat(both.title()).isEqualTo("first");
        assertThat(both.snippet()).isEqualTo("from one");
        assertThat(both.providers()).containsExactly("two", "one");
    }

    @Test
    void noMoreThanAskedForAreGiven() {
        ranks.add("one", hits("http://a.example/", "http://b.example/", "http://c.example/"));
        assertThat(ranks.best(2)).hasSize(2);
        assertThat(new ReciprocalRank().best(2)).isEmpty();
    }

    private static List<SearchHit> hits(String... urls) {
        return Stream.of(urls).map(url -> hit(url, url, "")).toList();
    }

    private static SearchHit hit(String url, String title, String snippet) {
        try {
            return new SearchHit(WebUrl.parse(url), title, snippet, 0);
        } catch (InvalidUrlException e) {
            throw new AssertionError(e);
        }
    }
}
