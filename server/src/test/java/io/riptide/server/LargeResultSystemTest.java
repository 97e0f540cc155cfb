package io.riptide.server;

import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Pages that have more to tell than an event may.
class LargeResultSystemTest {
    private final ScriptedSite site = new ScriptedSite().on("/", visit -> visit.html(article("Home")));

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"many words here. ", "много слов здесь. ", "很多话在这里。"})
    void aPageLongerThanAnEventIsCutToFit(String words) throws Exception {
        site.on("/long", visit -> visit.html(article("Long").replace("<p>", "<p>" + words.repeat(10_000))));
        site.on("/plain", visit -> visit.answer("200 OK", "Content-Type: text/plain\r\n", words.repeat(10_000)));
        try (CrawlingServer small = new CrawlingServer("stream.event-bytes-max=64KiB", "bench.size-max=4KiB")) {
            List<JsonNode> results = ofType(
                    small.crawl(
                            "\"formats\":[\"text\",\"markdown\",\"html\"]",
                            List.of(site.url("/long"), site.url("/plain"), site.url("/"))),
                    "result");
            assertThat(results).hasSize(3).allSatisfy(event -> {
                JsonNode result = event.path("result");
                assertThat(result.path("error").isNull()).isTrue();
                boolean isLong = event.path("index").intValue() < 2;
                assertThat(result.at("/document/truncated").asBoolean(false)).isEqualTo(isLong);
                if (isLong) {
                    assertThat(result.at("/document/text").stringValue()).contains(words.repeat(100));
                    assertThat(result.at("/document/markdown").stringValue()).contains(words.repeat(100));
                    assertThat(result.at("/document/html").stringValue()).endsWith(">");
                    assertThat(event.toString().getBytes(UTF_8).length).isBetween(30_000, 65_536);
                }
            });
        }
    }

    @Test
    void nothingIsCutOfWhatIsNotWanted() throws Exception {
        site.on("/long", visit -> visit.html(article("Long", "/a").replace("<p>", "<p>" + "words ".repeat(50_000))));
        try (CrawlingServer small = new CrawlingServer("stream.event-bytes-max=64KiB", "bench.size-max=4KiB")) {
            JsonNode document = ofType(small.crawl("\"formats\":[\"links\"]", List.of(site.url("/long"))), "result")
                    .getFirst()
                    .at("/result/document");
            assertThat(document.path("links").size()).isEqualTo(1);
            assertThat(document.has("truncated")).isFalse();
        }
    }

    @Test
    void aResultThatCannotBeCutIsToldAsTooLarge() throws Exception {
        String links = IntStream.range(0, 1_000)
                .mapToObj(i -> "<a href=/page/" + i + ">Page " + i + "</a> ")
                .collect(Collectors.joining());
        site.on("/long", visit -> visit.html(article("Long").replace("</article>", "</article>" + links)));
        try (CrawlingServer small = new CrawlingServer("stream.event-bytes-max=8KiB", "bench.size-max=4KiB")) {
            List<JsonNode> events = small.crawl("\"formats\":[\"links\"]", List.of(site.url("/long"), site.url("/")));

            JsonNode result = ofType(events, "result").stream()
                    .filter(event -> event.path("index").intValue() == 0)
                    .findFirst()
                    .orElseThrow()
                    .path("result");
            assertThat(result.at("/error/type").stringValue()).isEqualTo("too_large");
            assertThat(result.path("document").isNull()).isTrue();
            assertThat(events.getLast().path("failed").intValue()).isEqualTo(1);
        }
    }
}
