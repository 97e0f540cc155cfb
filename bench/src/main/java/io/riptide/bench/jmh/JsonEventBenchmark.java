package io.riptide.bench.jmh;

import io.riptide.engine.run.RunOutcome;
import io.riptide.engine.run.WorkSource;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.event.JsonKey;
import io.riptide.server.request.RequestContext;
import io.riptide.server.stream.Delivery;
import io.riptide.server.stream.RunEvents;
import io.riptide.server.stream.StreamIdentity;
import io.riptide.server.stream.StreamTransport;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// What it costs to make the events that every stream has, as the server does, from the values to the record in
/// the log. One operation is one event.
///
/// Answers what a run costs beside its results; those are made off the event loop by [CrawlResult].
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class JsonEventBenchmark extends Measured {
    private static final byte[] EPOCH = {'k', '3', 'v', '9', 'x', '0', 'a', 'b'};
    private static final int RECORD_BYTES = 4096;

    private final UnsafeBuffer record = new UnsafeBuffer(new byte[RECORD_BYTES]);
    private final CrawlResult page = new CrawlResult();
    private StreamConfig config;
    private Delivery delivery;
    private StreamIdentity identity;
    private JsonKey keyOfUrl;
    private int resultLength;

    @Setup
    public void set() {
        config = RiptideConfig.of().stream();
        delivery = Delivery.standard(config);
        identity = new StreamIdentity(
                "01a1fc67-0000-7000-8000-000000000000",
                RequestContext.of(Optional.empty(), "127.0.0.1"),
                StreamTransport.NDJSON);
        keyOfUrl = new JsonKey("/result/url");
        resultLength = result();
    }

    /// The first event of a run.
    @Benchmark
    public int metadata() {
        return write(RunEvents.metadata(
                EPOCH, identity, "crawl", delivery, config, json -> json.writeNumberProperty("total_urls", 10)));
    }

    /// A page of 500 bytes of text.
    @Benchmark
    public int result() {
        return write(page.event(EPOCH));
    }

    /// The last event.
    @Benchmark
    public int summary() {
        return write(RunEvents.terminal(EPOCH, new RunOutcome.Completed(), json -> {
            json.writeNumberProperty("total_urls", 10);
            json.writeNumberProperty("successful", 9);
            json.writeNumberProperty("failed", 1);
        }));
    }

    /// The key by which a `latest` reader conflates results; nothing is written.
    @Benchmark
    public long key() {
        long key = keyOfUrl.of(record, 0, resultLength);
        proof.see(key);
        return key;
    }

    private int write(WorkSource.Event event) {
        int length = event.writer().write(17, record, 0);
        proof.see(record, 0, length);
        return length;
    }
}
