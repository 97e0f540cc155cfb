package io.riptide.bench.scenario;

import io.riptide.bench.run.Arrival;
import io.riptide.bench.run.Ask;
import io.riptide.bench.run.LoadPlan;
import io.riptide.bench.run.Pattern;
import io.riptide.bench.run.Publishing;
import io.riptide.bench.wire.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The scenarios on topics.
final class TopicScenarios {
    private TopicScenarios() {}

    /// What a subscription costs in which nothing happens: 1,000 of them by each transport, held for some
    /// seconds. The server's resident memory is what the system sees; `perf-scripts/compare.sh idle` looks
    /// closer.
    static Prepared idle(LoadOptions options) {
        List<LoadPlan> plans = new ArrayList<>();
        for (Transport transport : options.transports(Transport.SSE, Transport.WEBSOCKET)) {
            int connections = options.connectionsEach(1_000);
            Ask ask = BenchPaths.topic(options.server(), transport, BenchPaths.newTopic());
            plans.add(options.apply(
                    LoadPlan.of(
                            BenchPaths.label(transport) + ", " + connections,
                            List.of(ask),
                            new Arrival.Standing(),
                            connections),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(8),
                    1,
                    false));
        }
        return Prepared.of(plans);
    }

    /// How long a message takes from when it was to be published to each of very many subscribers: 200 by each
    /// transport at once, 50 messages a second.
    static Prepared fanOut(LoadOptions options) {
        List<Transport> transports = options.transports(Transport.SSE, Transport.WEBSOCKET);
        int subscribers = options.connectionsEach(200) * transports.size();
        double rate = options.rate().orElse(50);
        int size = options.size().orElse(200);
        String label = subscribers + " subscribers, " + (long) rate + "/s of " + size + " B";
        LoadPlan plan = plan(options, label, transports, subscribers, new Pattern.Steady(rate), size);
        return Prepared.of(List.of(options.apply(
                plan, Duration.ofSeconds(2), Duration.ofSeconds(10), LoadOptions.halfOfTheCores(), false)));
    }

    /// Subscribers of one topic, dealt out to the transports, and somebody who publishes to it.
    static LoadPlan plan(
            LoadOptions options, String label, List<Transport> transports, int subscribers, Pattern pattern, int size) {
        String topic = BenchPaths.newTopic();
        List<Ask> asks = transports.stream()
                .limit(subscribers)
                .map(transport -> BenchPaths.topic(options.server(), transport, topic))
                .toList();
        return LoadPlan.of(label, asks, new Arrival.Standing(), subscribers)
                .withPublishing(new Publishing(options.server(), topic, pattern, size));
    }
}
