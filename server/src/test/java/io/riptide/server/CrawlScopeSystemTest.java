package io.riptide.server;

import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Where a crawl may go from the pages that were given, by what its client and its sites say, and what it shows
/// there.
class CrawlScopeSystemTest {
    private static final String LOGIN = "\"headers\":{\"Authorization\":\"Bearer secret\",\"Accept-Language\":\"de\"}";

    private CrawlingServer server;
    private ScriptedSite site;
    private ScriptedSite other;

    @BeforeEach
    void start() {
        server = new CrawlingServer();
        site = new ScriptedSite();
        other = new ScriptedSite();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
        other.close();
        server.close();
    }

    @Test
    void aLoginIsForTheOriginsThatTheClientNamedAlone() throws Exception {
        site.on("/robots.txt", visit -> visit.answer("200 OK", "", "Sitemap: " + other.url("/sitemap.xml") + "\n"))
                .on("/", visit -> visit.html(article("Home", "/near", other.url("/far"))))
                .on("/near", visit -> visit.html(article("Near")));
        other.on("/far", visit -> visit.html(article("Far")))
                .on("/listed", visit -> visit.html(article("Listed")))
                .on("/sitemap.xml", visit -> sitemap(visit, listed(other.url("/listed"))));
        server.crawl(LOGIN + ",\"max_depth\":1,\"same_host\":false,\"sitemap\":\"include\"", List.of(site.url("/")));

        assertThat(site.paths()).containsExactlyInAnyOrder("/", "/near");
        assertThat(site.visits())
                .allSatisfy(visit -> assertThat(visit.header("authorization")).contains("Bearer secret"));
        assertThat(other.paths()).containsExactlyInAnyOrder("/far", "/listed", "/sitemap.xml");
        assertThat(other.visits()).allSatisfy(visit -> {
            assertThat(visit.header("authorization")).isEmpty();
            assertThat(visit.header("accept-language")).contains("de");
        });
    }

    @Test
    void aLoginIsForEachOriginThatWasNamed() throws Exception {
        site.on("/", visit -> visit.html(article("Home")));
        other.on("/", visit -> visit.html(article("Other")));
        server.crawl(LOGIN, List.of(site.url("/"), other.url("/")));

        assertThat(site.visits().getFirst().header("authorization")).contains("Bearer secret");
        assertThat(other.visits().getFirst().header("authorization")).contains("Bearer secret");
    }

    @Test
    void aSiteThatIsAtAnotherHostThanItWasNamedIsWalkedThere() throws Exception {
        String named = site.url("/").replace("127.0.0.1", "localhost");
        site.on("/", visit -> {
            if (visit.header("host").orElse("").startsWith("localhost")) {
                visit.answer("301 Moved", "Location: " + site.url("/home") + "\r\n", "");
            } else {
                visit.html(article("Not here"));
            }
        });
        site.on("/home", visit -> visit.html(article("Home", "/a", other.url("/b"), named + "c")))
                .on("/a", visit -> visit.html(article("A")))
                .on("/c", visit -> visit.html(article("C")));
        List<JsonNode> events = server.crawl("\"max_depth\":1", List.of(named));

        assertThat(urls(events)).containsExactlyInAnyOrder(named, site.url("/a"), other.url("/b"), named + "c");
        // Hosts are compared, not ports.
        assertThat(other.paths()).containsExactly("/b");
    }

    @Test
    void aLinkOutThatHidesBehindARedirectIsALinkOut() throws Exception {
        String elsewhere = atLocalhost(other, "/");
        site.on("/", visit -> visit.html(article("Home", "/out"))).on("/out", visit -> redirect(visit, elsewhere));
        other.on("/", visit -> visit.html(article("Elsewhere", "/deep")));
        JsonNode out = of(ofType(server.crawl("\"max_depth\":3", List.of(site.url("/"))), "result"), 1);

        assertThat(other.paths()).isEmpty();
        assertThat(out.path("status").intValue()).isEqualTo(302);
        assertThat(out.path("final_url").stringValue()).isEqualTo(elsewhere);
        assertThat(out.at("/error/type").stringValue()).isEqualTo("redirect");
        assertThat(out.at("/error/message").stringValue())
                .isEqualTo("it leads to " + elsewhere + ", which is at another host, and same_host is set");
        assertThat(out.at("/error/retryable").booleanValue()).isFalse();
    }

    @Test
    void whereAllHostsMayBeARedirectMayLeadThereToo() throws Exception {
        site.on("/", visit -> visit.html(article("Home", "/out")))
                .on("/out", visit -> redirect(visit, atLocalhost(other, "/")));
        other.on("/", visit -> visit.html(article("Elsewhere")));
        server.crawl("\"max_depth\":3,\"same_host\":false", List.of(site.url("/")));

        assertThat(other.paths()).containsExactly("/");
    }

    @Test
    void aPageThatTheClientNamedMayRedirectEverywhere() throws Exception {
        site.on("/", visit -> redirect(visit, atLocalhost(other, "/private/")));
        other.on("/private/", visit -> visit.html(article("Elsewhere")));
        server.crawl("\"max_depth\":1,\"exclude\":[\"*/private/*\"]", List.of(site.url("/")));

        assertThat(other.paths()).containsExactly("/private/");
    }

    @Test
    void whatIsExcludedIsNotReachedByARedirectEither() throws Exception {
        site.on("/", visit -> visit.html(article("Home", "/leave", "/stay")))
                .on("/leave", visit -> redirect(visit, "/hop"))
                .on("/hop", visit -> redirect(visit, "/logout"))
                .on("/stay", visit -> redirect(visit, "/new/stay"))
                .on("/new/stay", visit -> visit.html(article("Stays")))
                .on("/logout", visit -> visit.html(article("Logged out")));
        List<JsonNode> results = ofType(
                server.crawl(
                        "\"max_depth\":1,\"include\":[\"*/leave\",\"*/stay\"],\"exclude\":[\"*/logout\"]",
                        List.of(site.url("/"))),
                "result");

        assertThat(site.paths()).containsExactlyInAnyOrder("/", "/leave", "/hop", "/stay", "/new/stay");
        JsonNode left = named(results, site.url("/leave"));
        assertThat(left.at("/error/message").stringValue())
                .isEqualTo("it leads to " + site.url("/logout") + ", which exclude leaves out");
        assertThat(left.path("redirects")).hasSize(2);
        assertThat(named(results, site.url("/stay")).at("/document/title").stringValue())
                .isEqualTo("Stays");
    }

    @Test
    void aListedPageMayBeAtAnotherHostButNotAtWhatIsExcluded() throws Exception {
        site.on("/", visit -> visit.html(article("Home")))
                .on("/sitemap.xml", visit -> sitemap(visit, listed(site.url("/a")) + listed(site.url("/b"))))
                .on("/a", visit -> redirect(visit, atLocalhost(other, "/a")))
                .on("/b", visit -> redirect(visit, "/logout"))
                .on("/logout", visit -> visit.html(article("Logged out")));
        other.on("/a", visit -> visit.html(article("A", atLocalhost(other, "/deep"))));
        server.crawl("\"max_depth\":1,\"sitemap\":\"include\",\"exclude\":[\"*/logout\"]", List.of(site.url("/")));

        assertThat(other.paths()).containsExactly("/a");
        assertThat(site.paths()).doesNotContain("/logout");
    }

    @Test
    void aPageKeptThatWasFoundOutsideIsNotTakenFromTheCache() throws Exception {
        String elsewhere = atLocalhost(other, "/");
        site.on("/", visit -> visit.html(article("Home", "/out")))
                .on(
                        "/out",
                        visit -> visit.answer(
                                "301 Moved", "Cache-Control: max-age=60\r\nLocation: " + elsewhere + "\r\n", ""));
        other.on("/", visit -> visit.html(article("Elsewhere")));
        JsonNode open =
                of(ofType(server.crawl("\"max_depth\":1,\"same_host\":false", List.of(site.url("/"))), "result"), 1);
        assertThat(open.at("/document/title").stringValue()).isEqualTo("Elsewhere");

        JsonNode again =
                of(ofType(server.crawl("\"max_depth\":1,\"same_host\":false", List.of(site.url("/"))), "result"), 1);
        assertThat(again.path("from_cache").booleanValue()).isTrue();

        JsonNode near = of(ofType(server.crawl("\"max_depth\":1", List.of(site.url("/"))), "result"), 1);
        assertThat(near.path("from_cache").booleanValue()).isFalse();
        assertThat(near.at("/error/type").stringValue()).isEqualTo("redirect");
        assertThat(other.paths()).containsExactly("/");
    }

    @Test
    void whereARedirectLeadsRobotsAreAskedToo() throws Exception {
        site.on("/robots.txt", visit -> visit.answer("200 OK", "", "User-agent: *\nDisallow: /private\n"))
                .on("/a", visit -> visit.answer("302 Found", "Location: /private/a\r\n", ""))
                .on("/b", visit -> visit.answer("302 Found", "Location: " + other.url("/b") + "\r\n", ""))
                .on("/c", visit -> visit.answer("302 Found", "Location: /d\r\n", ""))
                .on("/d", visit -> visit.html(article("D")))
                .on("/private/a", visit -> visit.html(article("Private")));
        other.on("/robots.txt", visit -> visit.answer("200 OK", "", "User-agent: riptide\nDisallow: /\n"));
        List<JsonNode> results =
                ofType(server.crawl("", List.of(site.url("/a"), site.url("/b"), site.url("/c"))), "result");

        assertThat(site.paths()).doesNotContain("/private/a");
        assertThat(other.paths()).isEmpty();
        assertThat(of(results, 0).at("/error/type").stringValue()).isEqualTo("robots");
        assertThat(of(results, 0).at("/error/message").stringValue())
                .isEqualTo("it leads to " + site.url("/private/a") + ", and robots.txt of " + site.url("")
                        + " forbids it for riptide");
        assertThat(of(results, 0).path("status").intValue()).isEqualTo(302);
        assertThat(of(results, 1).at("/error/type").stringValue()).isEqualTo("robots");
        assertThat(of(results, 2).at("/document/title").stringValue()).isEqualTo("D");

        server.crawl("\"respect_robots\":false", List.of(site.url("/a")));
        assertThat(site.paths()).contains("/private/a");
    }

    @Test
    void aSitemapThatIsOnlyGuessedMayBeForbidden() throws Exception {
        site.on("/robots.txt", visit -> visit.answer("200 OK", "", "User-agent: *\nDisallow: /sitemap\nAllow: /\n"))
                .on("/", visit -> visit.html(article("Home")))
                .on("/sitemap.xml", visit -> sitemap(visit, listed(site.url("/listed"))));
        server.crawl("\"sitemap\":\"include\"", List.of(site.url("/")));
        assertThat(site.paths()).containsExactly("/");
    }

    @Test
    void robotsAreAskedForTheNameThatTheSiteGetsToSee() throws Exception {
        site.on("/robots.txt", visit -> visit.answer("200 OK", "", "User-agent: otherbot\nDisallow: /\n"))
                .on("/", visit -> visit.html(article("Home")));
        List<JsonNode> events =
                server.crawl("\"headers\":{\"user-agent\":\"OtherBot/1.0 (+x)\"}", List.of(site.url("/")));
        assertThat(ofType(events, "result").getFirst().at("/result/error/type").stringValue())
                .isEqualTo("robots");

        server.crawl("\"headers\":{\"User-Agent\":\"FineBot/1.0\"}", List.of(site.url("/")));
        assertThat(site.visits()).hasSize(1);
        assertThat(site.visits().getFirst().header("user-agent")).isEqualTo(Optional.of("FineBot/1.0"));
    }

    @Test
    void patternsAreWrittenAsPeopleReadUrls() throws Exception {
        site.on("/", visit -> visit.html(article("Home", "/w/über", "/privé/x", "/w/plain")))
                .on("/w/%C3%BCber", visit -> visit.html(article("Über")))
                .on("/w/plain", visit -> visit.html(article("Plain")));
        server.crawl(
                "\"max_depth\":1,\"include\":[\"*/w/ü*\",\"*/priv*\"],\"exclude\":[\"*/privé/*\"]",
                List.of(site.url("/")));
        assertThat(site.paths()).containsExactly("/", "/w/%C3%BCber");
    }

    private static String atLocalhost(ScriptedSite site, String path) {
        return site.url(path).replace("127.0.0.1", "localhost");
    }

    private static void redirect(ScriptedSite.Visit visit, String location) throws IOException {
        visit.answer("302 Found", "Location: " + location + "\r\n", "");
    }

    private static String listed(String page) {
        return "<url><loc>" + page + "</loc></url>";
    }

    private static void sitemap(ScriptedSite.Visit visit, String pages) throws IOException {
        visit.answer(
                "200 OK",
                "Content-Type: application/xml\r\n",
                "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">" + pages
                        + "</urlset>");
    }

    private static List<String> urls(List<JsonNode> events) {
        return ofType(events, "result").stream()
                .map(event -> event.at("/result/url").stringValue())
                .toList();
    }

    private static JsonNode named(List<JsonNode> results, String url) {
        return results.stream()
                .map(event -> event.path("result"))
                .filter(result -> result.path("url").stringValue().equals(url))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode of(List<JsonNode> results, int index) {
        return results.stream()
                .filter(event -> event.path("index").intValue() == index)
                .findFirst()
                .orElseThrow()
                .path("result");
    }
}
