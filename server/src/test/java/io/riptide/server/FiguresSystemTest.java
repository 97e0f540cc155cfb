package io.riptide.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.config.LogConfig;
import io.riptide.server.log.Logging;
import io.riptide.server.testing.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class FiguresSystemTest {
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-z_]+)(\\{[a-z]+=\"[^\"]+\"(?:,[a-z]+=\"[^\"]+\")*})? (-?[0-9]+(?:\\.[0-9]+)?(?:E[0-9]+)?)");

    @Test
    void everyStreamIsInTheHistogramOfItsTransport() throws IOException, InterruptedException {
        try (LiveServer live = new LiveServer("warmup.enabled=false", "log.access=false")) {
            for (int i = 0; i < 5; i++) {
                live.get("/bench/stream?count=3");
            }
            live.get("/bench/sse?count=3");
            live.get("/bench/stream?count=none");
            Map<String, Double> samples = samples(live.get("/metrics").body());

            String firstByte = "riptide_stream_first_byte_seconds";
            assertThat(samples)
                    .containsEntry(firstByte + "_count{transport=\"ndjson\"}", 5.0)
                    .containsEntry(firstByte + "_count{transport=\"sse\"}", 1.0)
                    .containsEntry(firstByte + "_bucket{transport=\"ndjson\",le=\"+Inf\"}", 5.0)
                    .containsEntry("riptide_streams_started_total{transport=\"ndjson\"}", 5.0)
                    .containsEntry("riptide_streams_ended_total{reason=\"completed\"}", 6.0)
                    .containsEntry("riptide_streams_active", 0.0)
                    .containsEntry("riptide_events_appended_total", 30.0)
                    .containsEntry("riptide_events_delivered_total", 30.0)
                    .containsEntry("riptide_http_responses_total{class=\"4xx\"}", 1.0);
            assertThat(samples.get(firstByte + "_sum{transport=\"ndjson\"}")).isPositive();

            JsonNode stats = live.json("/stats");
            assertThat(stats.path("first_byte_us").path("ndjson").path("count").longValue())
                    .isEqualTo(5);
            assertThat(stats.path("first_byte_us").path("ndjson").path("p99.9").doubleValue())
                    .isPositive();
            assertThat(stats.path("streams").path("active").longValue()).isZero();
        }
    }

    /// The server's time of a stream begins behind the client's, and ends before its count is in the metrics.
    /// It ends before the client's own, too, unless the loop loses its core between the flush and its clock:
    /// that may befall one stream in ten.
    @ParameterizedTest
    @CsvSource({"ndjson, stream", "sse, sse", "websocket, ws"})
    void theFirstByteInMetricsAgreesWithWhatAClientMeasured(String transport, String path)
            throws IOException, InterruptedException {
        int streams = 20;
        String name = "riptide_stream_first_byte_seconds";
        String labels = "{transport=\"" + transport + '"';
        List<Long> clientNs = new ArrayList<>();
        long countedNs = 0;
        try (LiveServer live = new LiveServer("warmup.enabled=false", "log.access=false")) {
            Map<String, Double> samples = Map.of();
            for (int i = 1; i <= streams; i++) {
                double count = i;
                long beginNs = System.nanoTime();
                readFirstByte(live, "/bench/" + path + "?count=1");
                clientNs.add(System.nanoTime() - beginNs);
                samples = Awaitility.await()
                        .pollInSameThread()
                        .pollDelay(Duration.ZERO)
                        .until(
                                () -> samples(live.get("/metrics").body()),
                                now -> now.getOrDefault(name + "_count" + labels + "}", 0.0) == count);
                countedNs += System.nanoTime() - beginNs;
            }
            assertThat(samples.get(name + "_sum" + labels + "}")).isPositive().isLessThanOrEqualTo(countedNs / 1e9);
            int bounds = 0;
            for (Map.Entry<String, Double> sample : samples.entrySet()) {
                if (sample.getKey().startsWith(name + "_bucket" + labels + ",le=")) {
                    double boundNs = Double.parseDouble(
                                    sample.getKey().split("\"", -1)[3].replace("+Inf", "1e9"))
                            * 1e9;
                    long clients = clientNs.stream().filter(ns -> ns <= boundNs).count();
                    assertThat(sample.getValue())
                            .as(sample.getKey())
                            .isBetween(clients - streams / 10.0, 1.0 * streams);
                    bounds++;
                }
            }
            assertThat(bounds).isGreaterThan(5);
            assertThat(samples).containsEntry(name + "_bucket" + labels + ",le=\"+Inf\"}", 1.0 * streams);
        }
    }

    private static void readFirstByte(LiveServer live, String target) throws IOException {
        try (RawHttp client = new RawHttp(live.server().address(), 0)) {
            if (target.contains("/ws?")) {
                client.upgrade(target);
            } else {
                client.get(target).head();
            }
            assertThat(client.next()).isNotNegative();
        }
    }

    @Test
    void openMetricsIsForThoseWhoAsk() throws IOException, InterruptedException {
        try (LiveServer live = new LiveServer("warmup.enabled=false", "log.access=false")) {
            HttpResponse<String> plain = live.get("/metrics");
            assertThat(plain.headers().firstValue("content-type").orElseThrow())
                    .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
            HttpResponse<String> open = live.get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
            assertThat(open.headers().firstValue("content-type").orElseThrow())
                    .startsWith("application/openmetrics-text; version=1.0.0");
            assertThat(open.body()).endsWith("# EOF\n").contains("# TYPE riptide_runs_started counter\n");
            assertThat(plain.body()).contains("# TYPE riptide_runs_started_total counter\n");
        }
    }

    @Test
    void readyOnlyWhenWarmAndTheWarmUpLeavesNoTrace() throws IOException, InterruptedException {
        try (LiveServer live = new LiveServer("warmup.enabled=true", "warmup.timeout=3s", "log.access=false")) {
            // By a bare socket: where these classes are warm, a client would begin after the warm-up's first look.
            try (RawHttp cold = new RawHttp(live.server().address(), 0)) {
                assertThat(cold.get("/readyz").head()).startsWith("HTTP/1.1 503 ");
                assertThat(cold.bytes("warming up\n".length())).isEqualTo("warming up\n");
            }
            assertThat(live.get("/livez").statusCode()).isEqualTo(200);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> live.get("/readyz").statusCode() == 200);

            Map<String, Double> samples = samples(live.get("/metrics").body());
            assertThat(samples)
                    .containsEntry("riptide_streams_started_total{transport=\"ndjson\"}", 0.0)
                    .containsEntry("riptide_runs_started_total", 0.0)
                    .containsEntry("riptide_memory_slab_bytes", 0.0);
            assertThat(live.json("/runs").path("runs").size()).isZero();
        }
    }

    @Test
    void aHealthyServerSaysSo() throws IOException, InterruptedException {
        try (LiveServer live = new LiveServer("warmup.enabled=false", "log.access=false")) {
            // The loops of a machine that has just loaded these classes may lag, and that is said, too.
            Awaitility.await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> {
                HttpResponse<String> answer = live.get("/healthz");
                assertThat(answer.statusCode()).isEqualTo(200);
                JsonNode health = live.json("/healthz");
                assertThat(health.path("status").stringValue()).isEqualTo("ok");
                for (String check : Set.of("streaming", "memory", "event_loop")) {
                    assertThat(health.path("checks").path(check).path("status").stringValue())
                            .isEqualTo("ok");
                }
            });
        }
    }

    @Test
    void eachAnswerIsLoggedWithoutItsQuery() throws IOException, InterruptedException {
        PrintStream before = System.err;
        var bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try (LiveServer live = new LiveServer("warmup.enabled=false", "log.access=true")) {
            Logging.configure(LogConfig.Level.INFO, LogConfig.Format.TEXT);
            live.get("/livez?token=hush", "X-Request-ID", "of-mine");
            live.get("/nowhere");
            live.get("/bench/stream?count=2");
            Awaitility.await()
                    .until(() -> bytes.toString(StandardCharsets.UTF_8).contains("stream ended"));
        } finally {
            Logging.configure(LogConfig.Level.WARN, LogConfig.Format.TEXT);
            System.setErr(before);
        }
        List<String> lines = bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("] access - ") || line.contains("] streams - "))
                .toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst())
                .contains("/livez", "status=\"200\"", "of-mine", "127.0.0.1")
                .doesNotContain("hush");
        assertThat(lines.get(1)).contains("/nowhere", "status=\"404\"");
        assertThat(lines.get(2)).contains("/bench/stream", "status=\"200\"");
        assertThat(lines.get(3)).contains("transport=\"ndjson\" end=\"completed\" events_delivered=\"4\"");
    }

    /// Every line is a comment or a sample of the family announced last, and no sample comes twice.
    private static Map<String, Double> samples(String text) {
        Map<String, Double> samples = new HashMap<>();
        Set<String> families = new HashSet<>();
        String family = "";
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("# TYPE ")) {
                family = line.split(" ", -1)[2];
                assertThat(families.add(family)).as(family).isTrue();
            } else if (!line.startsWith("# HELP ") && !line.isEmpty()) {
                Matcher sample = SAMPLE.matcher(line.replace("+Inf", "Inf"));
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(sample.group(1)).startsWith(family);
                String series = line.substring(0, line.lastIndexOf(' '));
                assertThat(samples.put(series, Double.valueOf(sample.group(3))))
                        .as(series)
                        .isNull();
            }
        }
        return samples;
    }
}
