package io.riptide.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigRulesTest {
    @Test
    void theDefaultsAgree() {
        assertThat(ConfigRules.breaches(RiptideConfig.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.connections-max=9999",
                "http.head-bytes-max=4KiB",
                "stream.watermark-high=8KiB",
                "stream.window-ndjson=4096",
                "stream.window-sse=4096",
                "stream.window-websocket=4096",
                "stream.event-bytes-max=8MiB",
                "stream.event-bytes-max=512KiB",
                "stream.window-bytes=8MiB",
                "memory.stream-bytes=65MiB",
                "memory.client-bytes=257MiB",
                "websocket.inbound-bytes-max=8MiB",
                "websocket.message-bytes-max=300MiB",
                "websocket.pong-timeout=16s",
                "runs.per-client-max=1001",
                "topics.retain-bytes=5MiB",
                "crawl.fetches-max=63",
                "crawl.per-host-max=257",
                "crawl.deadline-max=59s",
                "crawl.body-bytes-max=33MiB",
                "crawl.retry-first-wait=6s",
                "crawl.proxy-for=*.example",
                "gate.headless-max=0.7",
                "gate.raw-min=0.3",
                "search.providers=local,searxng",
                "search.providers=serper",
                "pipelines.run-bytes=129MiB"
            })
    void oneKeyOutOfAccordStopsTheStart(String setting) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RiptideConfig.of(setting))
                .withMessageStartingWith("--set: ")
                .satisfies(e -> assertThat(e.faults()).hasSize(1));
    }

    @Test
    void whoIsAskedHasToBeThere() {
        assertThat(RiptideConfig.of("search.providers=searxng,serper", "search.searxng=http://a", "search.serper-key=k")
                        .search()
                        .providers())
                .containsExactly("searxng", "serper");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RiptideConfig.of("search.providers=searxng"))
                .withMessageContaining("search.providers")
                .withMessageContaining("has no effect without search.searxng");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RiptideConfig.of("search.providers=local", "search.index=false"))
                .withMessageContaining("has no effect without search.index");
    }

    @Test
    void equalIsNotBelowButIsNotMoreEither() {
        assertThat(RiptideConfig.of("runs.max=100").runs().max()).isEqualTo(100);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RiptideConfig.of("stream.watermark-low=32KiB"))
                .withMessageContaining("has to be less than");
    }
}
