package io.riptide.server;

import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Crawls that find their pages: by links, by sitemaps, each once and in the order that was asked for.
class SiteWalkSystemTest {
    private CrawlingServer server;
    private ScriptedSite site;

    @BeforeEach
    void start() {
        server = new CrawlingServer();
        site = new ScriptedSite();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"breadth, / /a /b /a/1 /a/2 /b/1", "depth, / /b /b/1 /a /a/2 /a/1", "best, / /a /b /a/1 /a/2 /b/1"})
    void pagesComeInTheOrderThatWasAskedFor(String order, String paths) throws Exception {
        tree();
        server.crawl("\"concurrency\":1,\"max_depth\":3,\"order\":\"" + order + '"', List.of(site.url("/")));

        assertThat(site.paths()).containsExactly(paths.split(" ", -1));
    }

    @Test
    void whatIsTooLargeToBeToldIsNobodysFirst() throws Exception {
        String huge =
                article("Huge", IntStream.range(0, 500).mapToObj(i -> "/a/" + i).toArray(String[]::new));
        site.on("/", visit -> visit.html(article("Home", "/a?1", "/a?2"))).on("/a", visit -> visit.html(huge));
        try (CrawlingServer small = new CrawlingServer("stream.event-bytes-max=16384", "bench.size-max=4096")) {
            List<JsonNode> events = small.crawl("\"concurrency\":1,\"max_depth\":1", List.of(site.url("/")));
            assertThat(ofType(events, "result").stream()
                            .map(event -> event.at("/result/error/type").asString("")))
                    .containsExactly("", "too_large", "too_large");
            assertThat(summary(events).path("successful").intValue()).isEqualTo(1);
        }
    }

    @Test
    void aPageThatIsReachedInManyWaysIsFetchedOnce() throws Exception {
        site.on(
                        "/",
                        visit -> visit.html(article(
                                "Home",
                                "/a",
                                "/a#part",
                                "/a?utm_source=x",
                                "/a?gclid=1&utm_medium=y",
                                "/./b/../a",
                                "/a?page=2")))
                .on("/a", visit -> visit.html(article("A" + visit.target(), "/", "/a")));
        List<JsonNode> events = server.crawl("\"max_depth\":2", List.of(site.url("/")));

        assertThat(site.visits().stream().map(ScriptedSite.Visit::target))
                .containsExactlyInAnyOrder("/", "/a", "/a?page=2");
        assertThat(summary(events).path("total_urls").intValue()).isEqualTo(3);
    }

    @Test
    void aPageThatWasGivenTwiceIsToldTwice() throws Exception {
        site.on("/", visit -> visit.html(article("Home")));
        List<JsonNode> events = server.crawl("", List.of(site.url("/"), site.url("/")));

        assertThat(ofType(events, "result")).hasSize(2);
    }

    @Test
    void sameContentAtAnotherAddressIsToldWithoutItsDocument() throws Exception {
        site.on("/", visit -> visit.html(article("Home", "/a", "/print/a", "/c")))
                .on("/a", visit -> visit.html(article("A")))
                .on("/print/a", visit -> visit.html(article("A")))
                .on("/c", visit -> visit.html(article("C")));
        List<JsonNode> events = server.crawl("\"concurrency\":1,\"max_depth\":1", List.of(site.url("/")));

        List<JsonNode> results = ofType(events, "result");
        assertThat(results).hasSize(4);
        assertThat(results.get(2).at("/result/duplicate_of").intValue()).isEqualTo(1);
        assertThat(results.get(2).at("/result/document").isNull()).isTrue();
        assertThat(results.get(2).at("/result/error").isNull()).isTrue();
        assertThat(results.get(3).at("/result/document/title").stringValue()).isEqualTo("C");
        assertThat(summary(events).path("duplicates").intValue()).isEqualTo(1);
        assertThat(summary(events).path("successful").intValue()).isEqualTo(4);
    }

    @Test
    void resultsTellHowFarFromTheStartTheyAre() throws Exception {
        tree();
        List<JsonNode> events = server.crawl("\"concurrency\":1,\"max_depth\":2", List.of(site.url("/")));

        assertThat(ofType(events, "result").stream()
                        .map(event -> event.at("/result/depth").asInt(0)))
                .containsExactly(0, 1, 1, 2, 2, 2);
    }

    @Test
    void whereRobotsShallNotFollowNobodyDoes() throws Exception {
        site.on(
                        "/",
                        visit -> visit.html(
                                "<html><body><a href='/a'>a</a><a rel='nofollow ugc' href='/b'>b</a></body></html>"))
                .on(
                        "/a",
                        visit -> visit.answer(
                                "200 OK",
                                "Content-Type: text/html\r\nX-Robots-Tag: noarchive, nofollow\r\nX-Robots-Tag: otherbot: none\r\n",
                                article("A", "/c")));
        String options = "\"extract\":\"full\",\"max_depth\":3";
        List<JsonNode> events = server.crawl(options, List.of(site.url("/")));

        assertThat(site.paths()).containsExactly("/", "/a");
        JsonNode robots = ofType(events, "result").get(1).at("/result/robots");
        assertThat(robots.valueStream().map(JsonNode::stringValue)).containsExactly("nofollow", "noarchive");

        server.crawl(options + ",\"respect_robots\":false", List.of(site.url("/")));
        assertThat(site.paths()).as("the client answers for it").contains("/b", "/c");
    }

    @Test
    void aPageMaySayItInItsHeadAsWell() throws Exception {
        site.on(
                "/",
                visit -> visit.html(article("Home", "/a")
                        .replace("<head>", "<head><meta name=robots content='NOINDEX,nofollow'>")));
        List<JsonNode> events = server.crawl("\"max_depth\":1", List.of(site.url("/")));

        assertThat(site.paths()).containsExactly("/");
        assertThat(ofType(events, "result")
                        .getFirst()
                        .at("/result/robots")
                        .valueStream()
                        .map(JsonNode::stringValue))
                .containsExactly("noindex", "nofollow");
    }

    @Test
    void whatIsNotToBeArchivedIsNotKept() throws Exception {
        site.on(
                "/",
                visit -> visit.answer(
                        "200 OK", "Content-Type: text/html\r\nX-Robots-Tag: noarchive\r\n", article("Home")));
        server.crawl("", List.of(site.url("/")));
        server.crawl("", List.of(site.url("/")));

        assertThat(site.paths()).hasSize(2);
    }

    @Test
    void sitemapsOfARobotsFileAreReadThroughTheirIndex() throws Exception {
        site.on(
                        "/robots.txt",
                        visit -> visit.answer(
                                "200 OK",
                                "Content-Type: text/plain\r\n",
                                "User-agent: *\nSitemap: " + site.url("/maps.xml")))
                .on(
                        "/maps.xml",
                        visit -> visit.answer(
                                "200 OK",
                                "Content-Type: application/xml\r\n",
                                "<?xml version='1.0'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>"
                                        + site.url("/one.xml.gz") + "</loc></sitemap><sitemap><loc>"
                                        + site.url("/gone.xml")
                                        + "</loc></sitemap></sitemapindex>"))
                .on("/one.xml.gz", visit -> binary(visit, gzip(sitemap("/p1", "/p2", "/skipped/p3"))))
                .on("/", visit -> visit.html(article("Home", "/linked")))
                .on("/p1", visit -> visit.html(article("One", "/linked")))
                .on("/p2", visit -> visit.html(article("Two")));
        List<JsonNode> events = server.crawl(
                "\"sitemap\":\"only\",\"max_depth\":3,\"exclude\":[\"*/skipped/*\"]", List.of(site.url("/")));

        assertThat(site.paths()).contains("/p1", "/p2", "/").doesNotContain("/linked", "/skipped/p3");
        assertThat(ofType(events, "result")).as("sitemaps are no results").hasSize(3);
        assertThat(summary(events).path("total_urls").intValue()).isEqualTo(3);
        assertThat(summary(events).path("failed").intValue()).isZero();
    }

    @Test
    void theUsualSitemapIsAskedForWhereNoneIsNamedAndPagesOfOthersAreNotItsBusiness() throws Exception {
        site.on(
                        "/sitemap.xml",
                        visit -> visit.answer(
                                "200 OK",
                                "Content-Type: application/xml\r\n",
                                sitemap("/p1")
                                        .replace("</urlset>", "<url><loc>http://other.example/x</loc></url></urlset>")))
                .on("/p1", visit -> visit.html(article("One", "/p2")))
                .on("/p2", visit -> visit.html(article("Two")));
        List<JsonNode> events = server.crawl(
                "\"sitemap\":\"include\",\"max_depth\":1,\"same_host\":false", List.of(site.url("/missing")));

        assertThat(site.paths()).contains("/sitemap.xml", "/p1", "/p2");
        assertThat(summary(events).path("total_urls").intValue()).isEqualTo(3);
    }

    @Test
    void aSitemapThatIsNoneIsAsIfThereWereNone() throws Exception {
        site.on("/sitemap.xml", visit -> visit.html("<p>not <a sitemap")).on("/", visit -> visit.html(article("Home")));
        List<JsonNode> events = server.crawl("\"sitemap\":\"include\"", List.of(site.url("/")));

        assertThat(summary(events).path("successful").intValue()).isEqualTo(1);
        assertThat(summary(events).path("failed").intValue()).isZero();
    }

    @Test
    void aSitemapOfManyPagesStopsAtTheMostPages() throws Exception {
        String[] pages = IntStream.range(0, 5_000).mapToObj(i -> "/p" + i).toArray(String[]::new);
        site.on("/sitemap.xml", visit -> visit.answer("200 OK", "Content-Type: text/xml\r\n", sitemap(pages)));
        List<JsonNode> events =
                server.crawl("\"sitemap\":\"only\",\"max_pages\":40,\"concurrency\":16", List.of(site.url("/")));

        assertThat(ofType(events, "result")).hasSize(40);
        assertThat(summary(events).path("total_urls").intValue()).isEqualTo(40);
    }

    @Test
    void anIndexThatNamesItselfAndManyOthersComesToAnEnd() throws Exception {
        StringBuilder xml = new StringBuilder(
                "<?xml version='1.0'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>");
        for (int i = 0; i < 1_100; i++) {
            xml.append("<sitemap><loc>").append(site.url("/sitemap.xml?n=" + i)).append("</loc></sitemap>");
        }
        xml.append("<sitemap><loc>").append(site.url("/sitemap.xml")).append("</loc></sitemap></sitemapindex>");
        String all = xml.toString();
        ScriptedSite.Page index = visit -> visit.answer("200 OK", "Content-Type: application/xml\r\n", all);
        site.promptly().on("/sitemap.xml", index).on("/", visit -> visit.html(article("Home")));
        List<JsonNode> events = server.crawl("\"sitemap\":\"include\",\"concurrency\":8", List.of(site.url("/")));

        assertThat(summary(events).path("outcome").stringValue()).isEqualTo("completed");
        assertThat(summary(events).path("total_urls").intValue()).isEqualTo(1);
        assertThat(site.visits()).hasSizeLessThan(1_010);
    }

    private void tree() {
        site.on("/", visit -> visit.html(article("Home", "/a", "/b")))
                .on("/a", visit -> visit.html(article("A", "/a/1", "/a/2")))
                .on("/b", visit -> visit.html(article("B", "/b/1")))
                .on("/a/1", visit -> visit.html(article("A1")))
                .on("/a/2", visit -> visit.html(article("A2")))
                .on("/b/1", visit -> visit.html(article("B1")));
    }

    private String sitemap(String... paths) {
        return "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
                + List.of(paths).stream()
                        .map(path -> "<url><loc>" + site.url(path) + "</loc></url>")
                        .collect(Collectors.joining())
                + "</urlset>";
    }

    private static void binary(ScriptedSite.Visit visit, byte[] content) throws IOException {
        visit.bytes("Content-Type: application/gzip\r\n", content);
    }

    private static byte[] gzip(String text) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return packed.toByteArray();
    }

    private static JsonNode summary(List<JsonNode> events) {
        return events.getLast();
    }
}
