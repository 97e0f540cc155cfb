package io.riptide.server.crawl.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DocumentJsonTest {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private static String written(Document document) {
        var out = new StringWriter();
        try (JsonGenerator json = MAPPER.createGenerator(out)) {
            DocumentJson.write(json, document);
        }
        return out.toString();
    }

    private static final String PAGE = """
            <html lang=en><head><title>T "quoted"</title><meta name=author content=A><meta name=description content=D>
            <meta property=og:site_name content=S><meta name=date content=2025-01-02><meta name=keywords content=k></head>
            <body><p>Line one<br>line two &#x2028; 😀</p><a href=/x rel=next>x</a><img src=/i.png alt=i></body></html>
            """;

    @Test
    void fieldsComeInTheContractsOrder() {
        JsonNode json = MAPPER.readTree(written(Pages.article(PAGE)));
        assertThat(json.propertyNames())
                .containsExactly(
                        "url",
                        "title",
                        "byline",
                        "published",
                        "site_name",
                        "description",
                        "language",
                        "kind",
                        "text",
                        "markdown",
                        "html",
                        "links",
                        "media",
                        "categories",
                        "word_count",
                        "reading_time_min",
                        "quality_score",
                        "quality");
    }

    @Test
    void valuesReadBackAsTheyWere() {
        Document document = Pages.article(PAGE);
        JsonNode json = MAPPER.readTree(written(document));
        assertThat(json.path("title").stringValue()).isEqualTo("T \"quoted\"");
        assertThat(json.path("text").stringValue()).isEqualTo(document.text()).contains("one\nline");
        assertThat(json.path("markdown").stringValue()).isEqualTo(document.markdown());
        assertThat(json.path("html").stringValue()).isEqualTo(document.html());
        assertThat(json.path("links").get(0))
                .isEqualTo(MAPPER.readTree("{\"url\":\"https://example.org/x\",\"text\":\"x\",\"rel\":\"next\"}"));
        assertThat(json.path("media").get(0))
                .isEqualTo(MAPPER.readTree("{\"url\":\"https://example.org/i.png\",\"kind\":\"image\",\"alt\":\"i\"}"));
        assertThat(json.path("categories").get(0).stringValue()).isEqualTo("k");
        assertThat(json.path("word_count").intValue())
                .isEqualTo(document.measures().wordCount());
        assertThat(json.path("reading_time_min").intValue()).isEqualTo(1);
        assertThat(json.path("quality_score").intValue())
                .isEqualTo(document.measures().qualityScore());
    }

    @Test
    void thereAreNoRawLineEnds() {
        assertThat(written(Pages.article(PAGE))).doesNotContain("\n").doesNotContain("\r");
    }

    @Test
    void absentFormatsAreLeftOutAndEmptyOnesAreNot() {
        Document document = Pages.extract(
                Pages.html(""), new ExtractOptions(ExtractMode.FULL, Set.of(ExtractFormat.TEXT, ExtractFormat.LINKS)));
        assertThat(written(document))
                .isEqualTo("{\"url\":\"https://example.org/dir/page.html\",\"text\":\"\",\"links\":[],\"word_count\":0,"
                        + "\"reading_time_min\":0,\"quality_score\":0}");
    }

    @Test
    void unreadBodiesHaveNoMeasures() {
        Document document = Pages.extract(Pages.html(PAGE), ExtractMode.METADATA);
        assertThat(MAPPER.readTree(written(document)).propertyNames())
                .containsExactly(
                        "url", "title", "byline", "published", "site_name", "description", "language", "categories");
        assertThat(written(Pages.extract(Pages.html(PAGE), ExtractMode.NONE)))
                .isEqualTo("{\"url\":\"https://example.org/dir/page.html\"}");
    }

    @Test
    void qualityIsWrittenOnRequestAndSumsUpToTheScore() {
        String page = "<title>T</title><main>" + "<p>word and word again</p>".repeat(50) + "</main>";
        JsonNode asked = MAPPER.readTree(written(Pages.article(page)));
        double sum = 0;
        for (JsonNode points : asked.path("quality")) {
            sum += points.doubleValue();
        }
        assertThat(sum).isCloseTo(asked.path("quality_score").intValue(), org.assertj.core.api.Assertions.within(0.8));
        var textOnly = new ExtractOptions(ExtractMode.ARTICLE, Set.of(ExtractFormat.TEXT));
        assertThat(written(Pages.extract(Pages.html(page), textOnly))).doesNotContain("\"quality\"");
    }

    @Test
    void hiddenTextIsToldOnlyWhereThereIsSome() {
        String hidden = written(Pages.article("<p>seen</p><p hidden>not seen</p>"));
        assertThat(MAPPER.readTree(hidden).at("/hidden_text/left_out_chars").intValue())
                .isEqualTo(7);
        assertThat(MAPPER.readTree(hidden).at("/hidden_text/included").booleanValue())
                .isFalse();
        assertThat(written(Pages.article("<p>seen</p>"))).doesNotContain("hidden_text", "partial");
    }
}
