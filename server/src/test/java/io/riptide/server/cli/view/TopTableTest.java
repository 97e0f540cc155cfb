package io.riptide.server.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TopTableTest {
    @Test
    void ratesAreWhatWasCountedBetweenTheLooks() {
        List<String> lines = new TopTable(stats(1_000, 100, run(50)), stats(3_000, 300, run(90))).lines();

        assertThat(lines)
                .containsExactly(
                        "pipelines  active 1/64  queued 2/256  refused 3  memory 1.5/128 MiB  100.0 frames/s",
                        "",
                        "run r-1  running  20.0 frames/s",
                        "NODE  TYPE           STATE    IN/s  OUT/s  ERRORS  DROPPED  INBOX  P50 µs  P99 µs  MAX µs"
                                + "  JITTER P99 µs",
                        "sine  SineGenerator  running   0.0   20.0       1        2   3/16     1.5      20     300"
                                + "          70.25",
                        "and 2 pipelines more");
    }

    @Test
    void whatWasNotThereBeforeHasNoRateYet() {
        List<String> lines = new TopTable(stats(1_000, 100, ""), stats(3_000, 300, run(90))).lines();

        assertThat(lines).contains("run r-1  running  - frames/s");
        assertThat(lines.get(4)).contains("running     -      -       1");
    }

    @Test
    void aServerThatStartedAnewHasNoRates() {
        List<String> lines = new TopTable(stats(9_000, 400, run(90)), stats(2_000, 300, run(90))).lines();

        assertThat(lines.getFirst()).endsWith("  - frames/s");
        assertThat(lines).contains("run r-1  running  - frames/s");
    }

    @Test
    void noPipelinesAreSaidToBeNone() {
        JsonNode idle =
                read("{\"uptime_ms\":%d,\"pipelines\":{\"active_max\":64,\"queue_max\":256,\"runs\":[]}}".formatted(5));

        assertThat(new TopTable(idle, idle).lines())
                .containsExactly(
                        "pipelines  active 0/64  queued 0/256  refused 0  memory 0.0/0 MiB  - frames/s",
                        "no pipeline runs or waits");
    }

    private static String run(int frames) {
        return """
                {"run_id":"r-1","state":"running","frames":%d,"nodes":[
                 {"node":"sine","type":"SineGenerator","state":"running","frames_in":0,"frames_out":%d,"errors":1,
                  "dropped":2,"inbox":3,"inbox_capacity":16,"latency_us":{"p50":1.5,"p99":20,"max":300},
                  "jitter_us":{"p99":70.25}}]}""".formatted(frames, frames);
    }

    private static JsonNode stats(int uptimeMs, int frames, String runs) {
        return read("""
                {"uptime_ms":%d,"pipelines":{"active":1,"active_max":64,"queued":2,"queue_max":256,"refused":3,"frames":%d,
                 "memory_bytes":1572864,"memory_bytes_max":134217728,"runs":[%s]}}""".formatted(uptimeMs, frames, runs));
    }

    private static JsonNode read(String json) {
        return JsonMapper.shared().readTree(json);
    }
}
