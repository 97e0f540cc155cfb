package io.riptide.server;

import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.recovery.DegradedMode;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.crawl.CrawlReader;
import io.riptide.server.crawl.Crawling;
import io.riptide.server.crawl.PageListener;
import io.riptide.server.pipeline.GraphLanguage;
import io.riptide.server.pipeline.crawl.CrawlSourceType;
import io.riptide.server.pipeline.record.RecorderType;
import io.riptide.server.pipeline.topic.TopicNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The types of nodes that have to do with the rest of the server.
public final class PipelineNodes {
    private PipelineNodes() {}

    /// What graphs can say to a server of `config`, of which nothing is left running here.
    public static GraphLanguage language(RiptideConfig config) {
        DegradedMode degraded = new DegradedMode(0, RecoveryListener.NONE);
        Streaming streaming = new Streaming(config, Long.MAX_VALUE, degraded);
        if (!config.crawl().enabled()) {
            return GraphLanguage.with(types(config, streaming, Optional.empty()));
        }
        try (Crawling crawling = Crawling.start(config, degraded, RecoveryListener.NONE, PageListener.NONE)) {
            return GraphLanguage.with(types(config, streaming, Optional.of(crawling)));
        }
    }

    /// Those of a server that has what is given.
    static List<NodeType> types(RiptideConfig config, Streaming streaming, Optional<Crawling> crawling) {
        List<NodeType> types = new ArrayList<>(
                new TopicNodes(streaming.topics, config.stream(), streaming.metrics.counters()).types());
        crawling.map(known -> new CrawlReader(known.loader(), config.crawl(), config.stream()))
                .ifPresent(reader -> types.add(new CrawlSourceType(reader, streaming.streams)));
        RecorderType.of(config.pipelines()).ifPresent(types::add);
        return types;
    }
}
