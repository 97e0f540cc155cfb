package io.riptide.server.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.event.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CacheFiguresTest {
    private final NodeRig rig = new NodeRig();

    @BeforeEach
    void count() {
        rig.cache = rig.cacheInTrouble("");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void metricsTellWhatLookUpsFound() {
        String text = new String(MetricsText.of(rig.figures.read(), MetricsText.Format.PROMETHEUS), UTF_8);

        assertThat(text)
                .contains("# TYPE riptide_cache_lookups_total counter\n")
                .contains("\nriptide_cache_lookups_total{found=\"fresh\"} 1\n")
                .contains("\nriptide_cache_lookups_total{found=\"stale\"} 2\n")
                .contains("\nriptide_cache_lookups_total{found=\"nothing\"} 3\n")
                .contains("\nriptide_cache_stored_total 4\n")
                .contains("\nriptide_cache_too_large_total 5\n")
                .contains("\nriptide_cache_entries 6\n")
                .contains("\nriptide_cache_bytes 7\n");
    }

    @Test
    void whatLargePagesTakeIsToldInBoth() {
        assertThat(new String(MetricsText.of(rig.figures.read(), MetricsText.Format.PROMETHEUS), UTF_8))
                .contains("\nriptide_crawl_body_bytes 201\n")
                .contains("\nriptide_crawl_body_bytes_max 202\n")
                .contains("\nriptide_crawl_bodies_waiting 203\n");
        assertThat(Json.mapper()
                        .readTree(StatsJson.of(rig.figures.read()))
                        .path("crawl")
                        .toString())
                .isEqualTo("{\"body_bytes\":201,\"body_bytes_max\":202,\"bodies_waiting\":203}");
    }

    @Test
    void metricsTellWhatBecameOfEachCommandToRedis() {
        String text = new String(MetricsText.of(rig.figures.read(), MetricsText.Format.PROMETHEUS), UTF_8);

        assertThat(text)
                .contains("\nriptide_redis_lookups_total{outcome=\"hit\"} 101\n")
                .contains("\nriptide_redis_lookups_total{outcome=\"miss\"} 102\n")
                .contains("\nriptide_redis_lookups_total{outcome=\"unreadable\"} 103\n")
                .contains("\nriptide_redis_stores_total{outcome=\"stored\"} 104\n")
                .contains("\nriptide_redis_stores_total{outcome=\"dropped\"} 105\n")
                .contains("\nriptide_redis_stores_total{outcome=\"full\"} 106\n")
                .contains("\nriptide_redis_errors_total 107\n")
                .contains("\nriptide_redis_lookups_total{outcome=\"refused\"} 108\n")
                .contains("\nriptide_redis_read_bytes_total 109\n")
                .contains("\nriptide_redis_written_bytes_total 110\n")
                .contains("\nriptide_redis_in_flight 111\n");
    }

    @Test
    void statsTellTheSame() {
        JsonNode cache =
                Json.mapper().readTree(StatsJson.of(rig.figures.read())).path("cache");

        assertThat(cache.path("hits").longValue()).isEqualTo(1);
        assertThat(cache.path("stale").longValue()).isEqualTo(2);
        assertThat(cache.path("misses").longValue()).isEqualTo(3);
        assertThat(cache.path("bytes").longValue()).isEqualTo(7);
        assertThat(cache.path("redis").path("full").longValue()).isEqualTo(106);
        assertThat(cache.path("redis").path("in_flight").longValue()).isEqualTo(111);
    }
}
