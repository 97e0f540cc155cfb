package io.riptide.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.riptide.bench.baseline.JsoupCrawler;
import io.riptide.server.RiptideServer;
import io.riptide.server.config.RiptideConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The probe with crawlers that do what they should, and with scripts that pretend to.
class CrawlProbeTest {
    private static final int PAGES = 20;
    private static final PageServer SITE = PageServer.start(0, PAGES);
    private static final RiptideServer SERVER = RiptideServer.start(RiptideConfig.of(
            "server.port=0",
            "server.loops=1",
            "crawl.allow-private=true",
            "crawl.per-host-max=64",
            "crawl.concurrency-max=64",
            "warmup.enabled=false"));
    private static final String URL = "http://127.0.0.1:" + SERVER.address().getPort();

    /// A page's line out of its URL, as `CrawlRound` wants it.
    private static final String HONEST =
            "s|.*/p/\\(.*\\)|{\"url\":\"&\",\"status\":200,\"title\":\"Chapter \\1 from the river\","
                    + "\"text\":9000,\"links\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]}|";

    @TempDir
    Path folder;

    @AfterAll
    static void stop() throws InterruptedException {
        SITE.close();
        SERVER.stop();
        SERVER.awaitStop();
    }

    @Test
    void everyCrawlerBringsEveryPage() {
        Report report = probe(
                "--warmup",
                "1",
                "--rounds",
                "2",
                "--pids",
                "riptide=" + ProcessHandle.current().pid(),
                "riptide=" + URL,
                "markdown=" + URL + "/?formats=text,links,markdown",
                "jsoup=" + Path.of(System.getProperty("java.home"), "bin", "java") + " -cp "
                        + System.getProperty("java.class.path") + ' ' + JsoupCrawler.class.getName());
        assertThat(report.failures().reasons()).isEmpty();
        JsonNode cells = JsonMapper.shared().readTree(report.json()).at("/cells");
        assertThat(cells.size()).isEqualTo(3);
        for (JsonNode cell : cells) {
            assertThat(cell.at("/rounds").size()).isEqualTo(2);
            assertThat(cell.at("/pages_per_second").asDouble()).isPositive();
            assertThat(cell.at("/rounds/0/firstMs").asDouble())
                    .isPositive()
                    .isLessThanOrEqualTo(cell.at("/rounds/0/allMs").asDouble());
        }
        assertThat(cells.get(0).has("cpu_us_per_page")).isTrue();
        assertThat(cells.get(1).has("cpu_us_per_page"))
                .as("nobody told its process")
                .isFalse();
        assertThat(cells.get(2).has("cpu_us_per_page"))
                .as("it is the probe's own")
                .isTrue();
    }

    @Test
    void anHonestProgramIsBelieved() throws IOException {
        Report report = probe("program=" + script(HONEST));
        assertThat(report.failures().reasons()).isEmpty();
        assertThat(report.cells()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "1d; ! 1 of 20 pages missing",
                "1p; ! not the page of this number",
                "2s|/p/1|/p/0|; ! told twice",
                "2s|/p/1|/p/77|; ! not asked for",
            })
    void whoLosesOrInventsAPageIsToldSo(String fault, String reason) throws IOException {
        String edit = fault.startsWith("1p") ? HONEST.replace("Chapter", "Page") : fault + HONEST;
        Report report = probe("program=" + script(edit));
        assertThat(report.failures().reasons().get("program")).contains(reason);
        assertThat(report.cells()).isEmpty();
        assertThat(report.exitCode()).isOne();
    }

    @Test
    void aPageThatWasNotFoundIsNoPage() throws IOException {
        Report report = probe("program=" + script(HONEST.replace("200", "404")));
        assertThat(report.failures().reasons().get("program")).contains("status=404");
    }

    @Test
    void aPageWithoutItsTextIsNoPage() throws IOException {
        Report report = probe("program=" + script(HONEST.replace("9000", "12")));
        assertThat(report.failures().reasons().get("program")).contains("text=12");
    }

    @Test
    void ofRealPagesIsOnlyKnownThatTheyAreThere() throws IOException {
        assertThat(probe("--real", "true", "program=" + script(HONEST.replace("9000", "12")))
                        .cells())
                .hasSize(1);
        assertThat(probe("--real", "true", "program=" + script("1d; " + HONEST)).cells())
                .isEmpty();
    }

    @Test
    void aLineThatIsNoJsonIsToldSo() throws IOException {
        Report report = probe("program=" + script("s|^|page |"));
        assertThat(report.failures().reasons().get("program")).contains("a line that is no JSON");
    }

    @Test
    void aProgramThatEndsIsToldSo() throws IOException {
        Path file = Files.writeString(folder.resolve("ends.sh"), "read path\n");
        Report report = probe("program=sh " + file);
        assertThat(report.failures().reasons().get("program")).contains("ended in the middle of a crawl");
    }

    @Test
    void aCommandThatIsNotThereDoesNotKeepOthersFromTheirRounds() throws IOException {
        Report report = probe("none=" + folder.resolve("none"), "program=" + script(HONEST));
        assertThat(report.failures().reasons()).containsOnlyKeys("none");
        assertThat(report.cells()).hasSize(1);
    }

    @Test
    void whoIsStartedAnewIsNotWarmedUp() throws IOException {
        Path starts = folder.resolve("starts");
        Path file = Files.writeString(
                folder.resolve("anew.sh"),
                "echo started >>" + starts + "\nread path\necho '{\"begin\":true}'\nsed '" + HONEST
                        + "' $path\necho\nread path\n");
        Report report = probe("--anew", "program", "--warmup", "5", "--rounds", "2", "program=sh " + file);
        assertThat(report.failures().reasons()).isEmpty();
        assertThat(Files.readAllLines(starts)).hasSize(2);
    }

    @Test
    void whatIsNoCrawlerIsRefused() {
        assertThatThrownBy(() -> probe("riptide"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("crawler=riptide");
        assertThatThrownBy(CrawlProbeTest::probe)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no crawler");
    }

    private static Report probe(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--site",
                SITE.base().toString(),
                "--pages",
                Integer.toString(PAGES),
                "--warmup",
                "0",
                "--rounds",
                "1"));
        all.addAll(List.of(arguments));
        return CrawlProbe.run(all.toArray(String[]::new));
    }

    /// A program that crawls nothing but edits the list of URLs.
    private String script(String edit) throws IOException {
        Path file = Files.writeString(
                folder.resolve("program.sh"), "while read path; do sed '" + edit + "' $path; echo; done\n");
        return "sh " + file;
    }
}
