package io.riptide.server.crawl;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.schedule.CrawlOrder;
import io.riptide.server.crawl.schedule.FetchScheduler;
import io.riptide.server.crawl.schedule.SchedulerLimits;
import io.riptide.server.crawl.schedule.Turn;
import io.riptide.server.crawl.url.WebUrl;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrontierTest {
    private final FetchScheduler scheduler = new FetchScheduler(new SchedulerLimits(4, 4, 0, 0, 100));

    @AfterEach
    void close() {
        scheduler.close();
        assertThat(scheduler.free()).isEqualTo(4);
        assertThat(scheduler.hostCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aHundredThousandPagesOfAThousandHostsAllComeOnce(CrawlOrder order) throws Exception {
        int pages = 100_000;
        List<WebUrl> found = new ArrayList<>();
        for (int i = 1; i < pages; i++) {
            found.add(url("http://h" + i % 1_000 + ".example/" + i));
        }
        BitSet came = new BitSet(pages);
        try (Frontier frontier = new Frontier(scheduler, order, List.of(url("http://start.example/")), pages)) {
            frontier.begin();
            frontier.add(found, 1);
            frontier.add(found, 2);
            frontier.add(List.of(url("http://one.example/too/many")), 1);
            assertThat(frontier.total()).isEqualTo(pages);
            for (Turn<Job> turn = frontier.take(); turn != null; turn = frontier.take()) {
                Target target = (Target) turn.item();
                if (turn.permit() == null) {
                    frontier.schedule(target, target.url());
                } else {
                    turn.permit().close();
                    assertThat(came.get(target.index())).isFalse();
                    came.set(target.index());
                    frontier.finish();
                }
            }
        }
        assertThat(came.cardinality()).isEqualTo(pages);
    }

    @Test
    void theBestPagesAreNearTheStartAndShort() throws Exception {
        List<String> came = new ArrayList<>();
        try (Frontier frontier =
                new Frontier(scheduler, CrawlOrder.BEST, List.of(url("http://a.example/deep/down/there")), 100)) {
            frontier.begin();
            frontier.add(List.of(url("http://a.example/x?page=2"), url("http://a.example/y")), 1);
            frontier.add(List.of(url("http://a.example/")), 3);
            for (Turn<Job> turn = frontier.take(); turn != null; turn = frontier.take()) {
                Target target = (Target) turn.item();
                if (turn.permit() == null) {
                    frontier.schedule(target, target.url());
                } else {
                    Objects.requireNonNull(turn.permit()).close();
                    came.add(target.url().requestTarget());
                    frontier.finish();
                }
            }
        }
        assertThat(came).containsExactly("/deep/down/there", "/y", "/x?page=2", "/");
    }

    /// Whoever asks for a page twice gets it twice, and a page found is none of those given.
    @Test
    void givenPagesComeAsOftenAsTheyWereGivenAndAreNotFoundAgain() throws Exception {
        List<WebUrl> given = List.of(url("http://a.example/"), url("http://b.example/"), url("http://a.example/"));
        List<String> came = new ArrayList<>();
        try (Frontier frontier = new Frontier(scheduler, CrawlOrder.BREADTH, given, 10)) {
            assertThat(frontier.total()).isEqualTo(3);
            frontier.begin();
            frontier.add(List.of(url("http://b.example/"), url("http://b.example/new")), 1);
            assertThat(frontier.total()).isEqualTo(4);
            for (Turn<Job> turn = frontier.take(); turn != null; turn = frontier.take()) {
                came.add(((Target) turn.item()).index() + " " + ((Target) turn.item()).href());
                frontier.finish();
            }
        }
        assertThat(came)
                .containsExactly(
                        "0 http://a.example/", "1 http://b.example/", "2 http://a.example/", "3 http://b.example/new");
    }

    @Test
    void aContentBelongsToWhoHadItFirst() throws Exception {
        try (Frontier frontier = new Frontier(scheduler, CrawlOrder.BREADTH, List.of(url("http://a.example/")), 10)) {
            assertThat(frontier.firstWith(7, new Target(3, "http://a.example/3", 0)))
                    .isEqualTo(-1);
            assertThat(frontier.firstWith(7, new Target(5, "http://a.example/5", 0)))
                    .isEqualTo(3);
            assertThat(frontier.firstWith(8, new Target(5, "http://a.example/5", 0)))
                    .isEqualTo(-1);
        }
    }

    private static WebUrl url(String text) throws Exception {
        return WebUrl.parse(text);
    }
}
