package io.riptide.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.bench.run.Arrival;
import io.riptide.bench.run.Ask;
import io.riptide.bench.run.LoadError;
import io.riptide.bench.run.LoadPlan;
import io.riptide.bench.run.LoadReport;
import io.riptide.bench.run.LoadSecond;
import io.riptide.bench.run.Metric;
import io.riptide.bench.run.Series;
import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
    private static final Target TARGET = new Target("server", "127.0.0.1", 1, "/bench/stream?count=1");

    @TempDir
    Path folder;

    @Test
    void thePageIsWellFormedWhateverAnErrorSays() throws Exception {
        Document page = parse(Html.of(report("a < b & \"c\" \u0001 </td><script>")));

        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getDocumentElement().getTextContent()).contains("a < b & \"c\"", "</td><script>", "Again:");
        // The overview, then of each load: percentiles, rate, percentiles over time, CPU, memory.
        assertThat(page.getElementsByTagName("figure").getLength()).isEqualTo(1 + 2 * 5);
        assertThat(page.getElementsByTagName("polyline").getLength()).isGreaterThan(2 * 5);
    }

    @Test
    void thePageNeedsNothingElseAndKnowsTheDark() {
        String page = Html.of(report("x"));

        assertThat(page)
                .contains("prefers-color-scheme: dark", "99.99 %", "riptide bench ttfb --connections 1")
                .doesNotContain("<link", "<img", "@import", "url(");
    }

    @Test
    void jsonHasTheFiguresWithTheirUnits() throws Exception {
        Path page = ReportFolder.write(folder, report("x"));
        JsonNode json = JsonMapper.shared().readTree(Files.readString(folder.resolve("report.json")));

        assertThat(page).exists();
        assertThat(json.at("/command").asString()).startsWith("server/bin/riptide bench ttfb");
        JsonNode load = json.at("/loads/0");
        assertThat(load.at("/answers_per_second").asDouble()).isEqualTo(500);
        assertThat(load.at("/times_us/ndjson first byte/count").asLong()).isEqualTo(1_000);
        assertThat(load.at("/times_us/ndjson first byte/p50").asDouble()).isBetween(499.0, 501.0);
        assertThat(load.at("/times_us/ndjson first byte").has("p99.99")).isTrue();
        assertThat(load.at("/errors/0/kind").asString()).isEqualTo("cut");
        assertThat(load.at("/timeline").size()).isEqualTo(2);
        assertThat(JsonMapper.shared()
                        .readTree(JsonReport.line(report("x").loads().getFirst()))
                        .at("/type")
                        .asString())
                .isEqualTo("load");
    }

    @Test
    void tablesLeaveOutColumnsInWhichNothingIs() {
        String text = report("x").text();

        assertThat(text)
                .contains("answers/s", "server cores", "p99.99", "for example")
                .doesNotContain("published");
        assertThat(text).endsWith("note: mind the gap\n");
    }

    @Test
    void intervalsAreReadByHdrHistogramsOwnReader() throws Exception {
        Histogram ns = histogram();
        ns.setStartTimeStamp(1_000);
        ns.setEndTimeStamp(2_000);
        LoadPlan plan = plan("sse, new, 1 × 2");
        try (IntervalLogs logs = new IntervalLogs(folder)) {
            logs.interval(plan, "sse first byte", ns);
            logs.interval(plan, "sse event, odd", ns);
        }
        HistogramLogReader reader =
                new HistogramLogReader(folder.resolve("sse-new-1-2.hlog").toFile());
        List<String> tags = new ArrayList<>();
        while (reader.hasNext()) {
            EncodableHistogram interval = reader.nextIntervalHistogram();
            tags.add(interval.getTag());
            assertThat(((Histogram) interval).getTotalCount()).isEqualTo(1_000);
        }
        assertThat(tags).containsExactly("sse-first-byte", "sse-event-odd");
    }

    @Test
    void axesEndAtRoundNumbers() {
        assertThat(Axis.linear("s", 8.7).max()).isEqualTo(10);
        assertThat(Axis.linear("s", 0).ticks()).isNotEmpty();
        assertThat(Axis.logarithmic("µs", 12, 4_500).ticks())
                .extracting(Axis.Tick::text)
                .containsExactly("10", "100", "1,000", "10,000");
        assertThat(Axis.percentiles().share(100)).isBetween(0.499, 0.501);
        assertThat(Axis.logarithmic("µs", 10, 10).share(1e9)).isEqualTo(1);
    }

    private static Document parse(String page) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        byte[] bytes = page.replace("<!DOCTYPE html>", "").getBytes(StandardCharsets.UTF_8);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
    }

    private static Histogram histogram() {
        Histogram ns = new Histogram(1, 60_000_000_000L, 3);
        for (int us = 1; us <= 1_000; us++) {
            ns.recordValue(us * 1_000L);
        }
        return ns;
    }

    private static LoadPlan plan(String label) {
        Ask ask = Ask.get("ndjson", TARGET, Transport.NDJSON);
        return LoadPlan.of(label, List.of(ask), new Arrival.Closed(false), 1);
    }

    private static LoadReport load(String label, String example) {
        List<LoadSecond> timeline = new ArrayList<>();
        for (int second = 1; second <= 2; second++) {
            timeline.add(new LoadSecond(
                    second,
                    1,
                    500,
                    1_000,
                    500,
                    1,
                    0,
                    1,
                    0,
                    100,
                    900,
                    OptionalDouble.of(0.5),
                    OptionalLong.of(1 << 28),
                    0.4));
        }
        return new LoadReport(
                plan(label),
                Instant.EPOCH,
                2,
                1_000,
                2_000,
                1_000,
                0,
                0,
                0,
                1,
                0.4,
                List.of(new Series("ndjson", Metric.FIRST_BYTE, histogram())),
                timeline,
                List.of(new LoadError("cut", 2, List.of(example))),
                Optional.of(new LoadReport.ServerUse(7, 0.5, 1 << 27, 1 << 28, 1 << 28)),
                true);
    }

    private static BenchReport report(String example) {
        return new BenchReport(
                "ttfb",
                "first byte",
                "http://127.0.0.1:1",
                "server/bin/riptide bench ttfb --connections 1",
                Instant.EPOCH,
                Map.of("java", "25"),
                List.of(load("one", example), load("two", example)),
                List.of("mind the gap"));
    }
}
