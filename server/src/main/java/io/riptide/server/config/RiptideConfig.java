package io.riptide.server.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything an operator may decide, one record a section, each value within its bounds and in accord with the
/// others.
///
/// A section is a record whose `read` method asks a [ConfigReader] for its components in order. That call *is*
/// the declaration of a key: name, default, bounds and meaning stand there and nowhere else. `CONFIG.md` beside
/// this module is written from it.
///
/// - **Threading:** immutable.
public record RiptideConfig(
        ServerConfig server,
        HttpConfig http,
        StreamConfig stream,
        WebSocketConfig websocket,
        MemoryConfig memory,
        RunsConfig runs,
        TopicsConfig topics,
        CrawlConfig crawl,
        CacheConfig cache,
        ExtractConfig extract,
        GateConfig gate,
        SearchConfig search,
        PipelinesConfig pipelines,
        BenchConfig bench,
        CorsConfig cors,
        LogConfig log,
        WarmupConfig warmup) {

    static RiptideConfig read(ConfigReader in) {
        return new RiptideConfig(
                ServerConfig.read(in),
                HttpConfig.read(in),
                StreamConfig.read(in),
                WebSocketConfig.read(in),
                MemoryConfig.read(in),
                RunsConfig.read(in),
                TopicsConfig.read(in),
                CrawlConfig.read(in),
                CacheConfig.read(in),
                ExtractConfig.read(in),
                GateConfig.read(in),
                SearchConfig.read(in),
                PipelinesConfig.read(in),
                BenchConfig.read(in),
                CorsConfig.read(in),
                LogConfig.read(in),
                WarmupConfig.read(in));
    }

    /// The defaults but for the settings given, each `key=value`; reads no file and no environment. For
    /// embedding and tests.
    ///
    /// @throws ConfigException when a setting is unknown or will not do
    public static RiptideConfig of(String... settings) {
        List<ConfigSetting> given =
                List.of(settings).stream().map(ConfigSetting::of).toList();
        return ConfigLoader.load(new ConfigSources(Optional.empty(), Map.of(), given))
                .config();
    }
}
