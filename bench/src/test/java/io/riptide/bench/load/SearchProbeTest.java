package io.riptide.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.RiptideServer;
import io.riptide.server.config.RiptideConfig;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The probe with a server that searches, and with one that cannot.
class SearchProbeTest {
    private static final int PAGES = 20;

    @Test
    void everyKindOfQueryIsAnswered() throws InterruptedException {
        Report report = probe("search.index=true");
        assertThat(report.failures().reasons()).isEmpty();
        JsonNode cells = JsonMapper.shared().readTree(report.json()).at("/cells");
        assertThat(cells.size()).isEqualTo(4);
        for (JsonNode cell : cells) {
            assertThat(cell.at("/rounds").size()).isEqualTo(2);
            assertThat(cell.at("/median/p50Us").asDouble())
                    .isPositive()
                    .isLessThanOrEqualTo(cell.at("/median/maxUs").asDouble());
        }
    }

    @Test
    void aServerThatLosesPagesIsToldSo() throws InterruptedException {
        Report report = probe("search.index-pages-max=5");
        assertThat(report.failures().reasons().get("riptide")).contains("not all pages are in the index");
        assertThat(report.cells()).isEmpty();
        assertThat(report.exitCode()).isOne();
    }

    private static Report probe(String setting) throws InterruptedException {
        RiptideServer server = RiptideServer.start(RiptideConfig.of(
                "server.port=0", "server.loops=1", "crawl.allow-private=true", "warmup.enabled=false", setting));
        try (PageServer site = PageServer.start(0, PAGES)) {
            return SearchProbe.run(
                    "--site",
                    site.base().toString(),
                    "--pages",
                    Integer.toString(PAGES),
                    "--rounds",
                    "2",
                    "--requests",
                    "5",
                    "--warmup",
                    "1",
                    "--patience",
                    "5",
                    "riptide=http://127.0.0.1:" + server.address().getPort());
        } finally {
            server.stop();
            server.awaitStop();
        }
    }
}
