package io.riptide.server.crawl.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.gate.ProbeResult.Content;
import io.riptide.server.crawl.gate.ProbeResult.Elsewhere;
import io.riptide.server.crawl.gate.ProbeResult.Probe;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbesTest {
    private static final String PROSE =
            "A stream is a sequence of events in one order, and whoever reads it sees each of"
                    + " them once, however slow the connection is. ".repeat(9);

    private static Optional<ProbeResult> find(String html) {
        Document page = Jsoup.parse(html);
        return Probes.find(page, GateSignals.of(page).visibleChars());
    }

    private static Document content(String html, Probe probe) {
        ProbeResult found = find(html).orElseThrow();
        assertThat(found.probe()).isEqualTo(probe);
        assertThat(found).isInstanceOf(Content.class);
        Content content = (Content) found;
        assertThat(content.chars()).isGreaterThanOrEqualTo(400);
        return Jsoup.parse(content.html());
    }

    @Test
    void jsonLdHasTheArticle() {
        Document found = content(
                "<html lang=de><title>T</title><script type='application/ld+json'>{\"@graph\":[{\"@type\":\"Article\","
                        + "\"articleBody\":\"" + PROSE + "\\n\\n1 < 2 & " + PROSE + "\"}]}</script>",
                Probe.JSON_LD);

        assertThat(found.select("main > p")).hasSize(2);
        assertThat(found.select("main > p").eachText().getLast()).startsWith("1 < 2 & A stream");
        assertThat(found.title()).isEqualTo("T");
        assertThat(found.select("html").attr("lang")).isEqualTo("de");
    }

    @Test
    void noscriptHasTheArticle() {
        Document found = content(
                "<body><div id=app></div><noscript><h1>Head</h1><p>" + PROSE + "</p></noscript>", Probe.NOSCRIPT);

        assertThat(found.select("main > h1").text()).isEqualTo("Head");
    }

    @Test
    void theStateOfAFrameworkHasTheArticle() {
        Document found = content(
                "<script id=__NEXT_DATA__ type='application/json'>{\"props\":{\"title\":\"Head\",\"css\":\""
                        + "a{b:c;}".repeat(50)
                        + "\",\"blocks\":[{\"text\":\"First. " + PROSE + "\"},{\"html\":\"<p class=\\\"x\\\">Second. "
                        + PROSE + "</p>\"}]}}</script>",
                Probe.STATE);

        assertThat(found.select("main > p").eachText())
                .hasSize(2)
                .satisfies(texts -> assertThat(texts.getFirst()).startsWith("First."))
                .satisfies(texts -> assertThat(texts.getLast()).startsWith("Second."));
        assertThat(found.select("main").text()).doesNotContain("{b:c;}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "window.__INITIAL_STATE__ = ",
                "window.__PRELOADED_STATE__=",
                "var a=1;self.__APOLLO_STATE__ =",
                "__DATA__STATE__ ="
            })
    void theStateThatAScriptAssignsHasTheArticle(String before) {
        content("<script>" + before + "{\"a\":{\"body\":\"" + PROSE + "\"}}; more(code);</script>", Probe.STATE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<meta http-equiv=refresh content='0; url=/new'> | REFRESH | /new",
                "<meta http-equiv=Refresh content=\"5;URL='https://a.example/b'\"> | REFRESH | https://a.example/b",
                "<link rel=amphtml href=/amp> | AMP | /amp",
                "<link rel=alternate type=text/markdown href=a.md> | ALTERNATE | a.md"
            })
    void anotherUrlMayHaveIt(String html, Probe probe, String reference) {
        assertThat(find(html)).contains(new Elsewhere(probe, reference));
    }

    @Test
    void contentGoesBeforeAnotherUrl() {
        content("<link rel=amphtml href=/amp><body><noscript><p>" + PROSE + "</p></noscript>", Probe.NOSCRIPT);
    }

    @Test
    void aPageWithTextEnoughIsNotLeftForAnother() {
        assertThat(find("<link rel=amphtml href=/amp><body><p>" + PROSE.repeat(3) + "</p>"))
                .isEmpty();
    }

    @Test
    void whatIsNoMoreThanThePageShowsIsNotBetter() {
        assertThat(find("<body><p>" + PROSE + PROSE + "</p><noscript><p>" + PROSE + "</p></noscript>"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p>nothing</p>",
                "<script type='application/ld+json'>{\"articleBody\":\"short\"}</script>",
                "<script type='application/ld+json'>{broken</script>",
                "<script type='application/json'>[1,2,3]</script>",
                "<script>window.__INITIAL_STATE__ = {broken</script>",
                "<meta http-equiv=refresh content='30'>",
                "<body><noscript>Please enable JavaScript.</noscript>",
                "<link rel=alternate type=application/rss+xml href=feed>"
            })
    void whatHoldsNothingFindsNothing(String html) {
        assertThat(find(html)).isEmpty();
    }

    @Test
    void jsonNestedWithoutEndFindsNothing() {
        assertThat(find("<script type='application/json'>" + "[".repeat(100_000) + "</script>"))
                .isEmpty();
    }
}
