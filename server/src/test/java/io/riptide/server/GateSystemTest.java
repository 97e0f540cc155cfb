package io.riptide.server;

import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// How pages of different sorts are read: as they come, by what else they hold, or honestly not at all.
class GateSystemTest {
    private static final String SHELL = "<!doctype html><html><head><title>App</title>"
            + "<script src='/static/js/main.8f3a.js'></script></head><body><noscript>You need to enable JavaScript to run"
            + " this app.</noscript><div id='root'></div><script>window.__APP__={}</script></body></html>";

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

    @Test
    void anArticleIsReadAsItComes() throws Exception {
        String more = "<p>" + "The harbour was quiet in the morning, and nobody spoke of it. ".repeat(8) + "</p>";
        site.on("/", visit -> visit.html(article("Tides").replace("</article>", more.repeat(8) + "</article>")));
        JsonNode result = only("");
        assertThat(result.path("gate_decision").stringValue()).isEqualTo("raw");
        assertThat(result.path("error").isNull()).isTrue();
    }

    @Test
    void anEmptyShellIsAnHonestError() throws Exception {
        site.on("/", visit -> visit.html(SHELL));
        JsonNode result = only("");
        assertThat(result.path("status").intValue()).isEqualTo(200);
        assertThat(result.path("gate_decision").stringValue()).isEqualTo("headless");
        assertThat(result.path("document").isNull()).isTrue();
        assertThat(result.at("/error/type").stringValue()).isEqualTo("extract");
        assertThat(result.at("/error/message").stringValue()).contains("no browser is configured");
    }

    @Test
    void whoWantsNoBrowserGetsWhatThereIs() throws Exception {
        site.on("/", visit -> visit.html(SHELL));
        JsonNode result = only("\"render\":\"never\"");
        assertThat(result.path("error").isNull()).isTrue();
        assertThat(result.at("/document/title").stringValue()).isEqualTo("App");
    }

    @Test
    void aShellThatHoldsItsTextElsewhereIsReadFromThere() throws Exception {
        String text = "The lighthouse keeper counted every ship that passed, and wrote them down. ".repeat(12);
        site.on(
                "/",
                visit -> visit.html(SHELL.replace(
                        "</head>",
                        "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Ships\",\"articleBody\":\""
                                + text + "\"}</script></head>")));
        JsonNode result = only("");
        assertThat(result.path("error").isNull()).isTrue();
        assertThat(result.at("/document/text").stringValue()).contains("lighthouse keeper");
        assertThat(result.path("gate_decision").stringValue()).isNotEqualTo("raw");
    }

    @Test
    void aPageThatSendsItsReaderOnIsFollowed() throws Exception {
        site.on("/", visit -> visit.html(moved("/new"))).on("/new", visit -> visit.html(article("Tides")));
        JsonNode result = only("");
        assertThat(result.path("error").isNull()).isTrue();
        assertThat(result.path("url").stringValue()).isEqualTo(site.url("/"));
        assertThat(result.path("final_url").stringValue()).isEqualTo(site.url("/new"));
        assertThat(result.at("/document/title").stringValue()).isEqualTo("Tides");
        assertThat(result.at("/redirects/0/url").stringValue()).isEqualTo(site.url("/"));
        assertThat(result.at("/redirects/0/status").intValue()).isEqualTo(200);
    }

    @Test
    void anotherVersionOfAShellIsReadInItsPlace() throws Exception {
        site.on("/", visit -> visit.html(SHELL.replace("</head>", "<link rel=amphtml href=/amp></head>")))
                .on("/amp", visit -> visit.html(article("Tides")));
        JsonNode result = only("");
        assertThat(result.path("error").isNull()).isTrue();
        assertThat(result.at("/document/title").stringValue()).isEqualTo("Tides");
        assertThat(result.path("gate_decision").stringValue()).isEqualTo("headless");
    }

    @Test
    void anotherSiteIsAskedByItsOwnRulesAndWithoutTheHeadersOfTheFirst() throws Exception {
        try (var other = new ScriptedSite()) {
            other.on("/robots.txt", visit -> visit.answer("200 OK", "", "User-agent: *\nDisallow: /closed"))
                    .on("/open", visit -> visit.html(article("Tides")))
                    .on("/closed", visit -> visit.html(article("Secret")));
            site.on("/", visit -> visit.html(moved(other.url("/open"))))
                    .on("/no", visit -> visit.html(moved(other.url("/closed"))));
            String options = "\"headers\":{\"Authorization\":\"Bearer it\"}";
            List<JsonNode> results = ofType(server.crawl(options, List.of(site.url("/"), site.url("/no"))), "result");
            assertThat(results)
                    .extracting(event -> event.at("/result/final_url").stringValue())
                    .containsExactlyInAnyOrder(other.url("/open"), site.url("/no"));
            assertThat(other.visits("/closed")).isEmpty();
            assertThat(other.visits("/open"))
                    .singleElement()
                    .satisfies(
                            visit -> assertThat(visit.header("Authorization")).isEmpty());
        }
    }

    @Test
    void whatIsNoBetterElsewhereStaysWhereItIs() throws Exception {
        site.on("/", visit -> visit.html(moved("/gone")));
        JsonNode result = only("\"render\":\"never\"");
        assertThat(result.path("error").isNull()).isTrue();
        assertThat(result.path("final_url").stringValue()).isEqualTo(site.url("/"));
        assertThat(site.visits("/gone")).hasSize(1);
    }

    @Test
    void whoFollowsNoRedirectsFollowsNoneOfAPage() throws Exception {
        site.on("/", visit -> visit.html(moved("/new"))).on("/new", visit -> visit.html(article("Tides")));
        only("\"max_redirects\":0");
        assertThat(site.visits("/new")).isEmpty();
    }

    private static String moved(String to) {
        return "<!doctype html><html><head><title>Moved</title><meta http-equiv=refresh content='0; url=" + to
                + "'></head><body><p>This page has moved.</p></body></html>";
    }

    @Test
    void aPdfIsReadAndABrokenOneIsAFailedResult() throws Exception {
        byte[] pdf = pdf("Tide tables of the northern harbour");
        site.on("/", visit -> visit.bytes("Content-Type: application/pdf\r\n", pdf))
                .on(
                        "/broken",
                        visit -> visit.bytes(
                                "Content-Type: application/pdf\r\n", "%PDF-1.7 nothing".getBytes(US_ASCII)));
        JsonNode result = only("");
        assertThat(result.path("error").isNull()).isTrue();
        assertThat(result.at("/document/text").stringValue()).contains("Tide tables of the northern harbour");

        JsonNode broken = ofType(server.crawl("", List.of(site.url("/broken"))), "result")
                .getFirst()
                .path("result");
        assertThat(broken.at("/error/type").stringValue()).isEqualTo("extract");
        assertThat(broken.path("document").isNull()).isTrue();
    }

    private JsonNode only(String options) throws Exception {
        return ofType(server.crawl(options, List.of(site.url("/"))), "result")
                .getFirst()
                .path("result");
    }

    /// The smallest PDF that says something; readers rebuild its missing table of places.
    private static byte[] pdf(String text) {
        String content = "BT /F1 24 Tf 72 700 Td (" + text + ") Tj ET";
        return """
                %%PDF-1.4
                1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
                2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
                3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
                4 0 obj<</Length %d>>stream
                %s
                endstream endobj
                5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
                trailer<</Root 1 0 R>>
                %%%%EOF
                """.formatted(content.length(), content).getBytes(US_ASCII);
    }
}
