package io.riptide.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoSiteTest {
    private static final int PAGES = 60;
    private static final Pattern LINK = Pattern.compile("href=\"(/[^\"]*)\"");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final DemoSite SITE = start();

    private static DemoSite start() {
        try {
            return DemoSite.start(PAGES);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterAll
    static void close() {
        SITE.close();
        CLIENT.shutdownNow();
    }

    @Test
    void anArticleLooksLikeOne() throws Exception {
        HttpResponse<byte[]> page = get("/articles/0");
        String html = new String(page.body(), StandardCharsets.UTF_8);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(html)
                .contains("<article>", "<h1>Currents of Ardmouth", "rel=\"author\"", "<nav>", "<footer>", "og:title");
        assertThat(html.replaceAll("<[^>]+>", " ").split("\\s+")).hasSizeGreaterThan(250);
    }

    @Test
    void aPageIsTheSameEachTime() throws Exception {
        assertThat(get("/articles/12").body()).isEqualTo(get("/articles/12").body());
        assertThat(get("/articles/12").body()).isNotEqualTo(get("/articles/13").body());
    }

    @ParameterizedTest
    @CsvSource({
        "/,200",
        "/robots.txt,200",
        "/articles/7,404",
        "/articles/60,404",
        "/articles/11,500",
        "/moved/5,301",
        "/moved/6,404",
        "/nothing,404",
        "/articles/99999,404"
    })
    void statusesAreWhatTheTableSays(String path, int status) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(status);
    }

    @Test
    void whatMovedIsFoundWhereItWent() throws Exception {
        assertThat(get("/moved/20").headers().firstValue("location")).hasValue("/articles/20");
        assertThat(get("/articles/20").statusCode()).isEqualTo(200);
    }

    @Test
    void aCompressedPageIsTheSamePage() throws Exception {
        HttpResponse<byte[]> page = get("/articles/4");

        assertThat(page.headers().firstValue("content-encoding")).hasValue("gzip");
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(page.body())).readAllBytes();
        assertThat(new String(plain, StandardCharsets.UTF_8)).isEqualTo(DemoArticle.html(4, PAGES));
    }

    @Test
    void slowPagesTakeFiftyToFourHundredMillis() {
        int slow = 0;
        for (int page = 0; page < 1_000; page++) {
            Duration delay = DemoSite.delay(page);
            if (!delay.isZero()) {
                slow++;
                assertThat(delay).isBetween(Duration.ofMillis(50), Duration.ofMillis(400));
            }
        }
        assertThat(slow).isEqualTo(100);
    }

    @Test
    void everyArticleIsListedOnceAndLinkedFromTheFront() throws Exception {
        String front = new String(get("/").body(), StandardCharsets.UTF_8);

        assertThat(SITE.articles()).hasSize(PAGES).doesNotHaveDuplicates();
        assertThat(SITE.articles())
                .allSatisfy(address -> assertThat(front).contains("href=\"" + address.getPath() + "\""));
    }

    @Test
    void linksLeadToPagesOfTheSite() {
        Set<String> linked = new HashSet<>();
        for (int page = 0; page < PAGES; page++) {
            LINK.matcher(DemoArticle.html(page, PAGES)).results().forEach(found -> linked.add(found.group(1)));
        }

        assertThat(linked)
                .hasSizeGreaterThan(PAGES / 2)
                .allMatch(path -> path.equals("/") || path.matches("/articles/[1-5]?\\d"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_001})
    void aSiteHasOneToAThousandPages(int pages) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoSite.start(pages))
                .withMessage("pages=" + pages);
    }

    private static HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        URI address = SITE.uri().resolve(path);
        return CLIENT.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray());
    }
}
