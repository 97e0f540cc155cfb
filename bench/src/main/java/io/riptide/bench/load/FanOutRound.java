package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.riptide.bench.wire.Connection;
import io.riptide.bench.wire.EventTally;
import io.riptide.bench.wire.ProbeException;
import io.riptide.bench.wire.StreamReader;
import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One round of a topic with a publisher and many subscribers, all of them served by one thread that spins.
///
/// - **Failure:** a subscriber that is cut off, misses a message or gets one out of order ends the round with a
///   [ProbeException].
final class FanOutRound {
    /// `subscribers` of each transport. `pid` is the server's process, where its CPU time is to be measured.
    record Plan(
            Target target,
            List<Transport> transports,
            int subscribers,
            int rate,
            int size,
            double warmupSeconds,
            double seconds,
            OptionalLong pid) {}

    /// What a round measured; `framedPerMessage` is the server's own count, 0 when it has none.
    record Outcome(
            double deliveriesPerSecond,
            double framedPerMessage,
            double clientBusy,
            Optional<Double> serverUsPerDelivery,
            Map<Transport, Percentiles> latencies) {}

    private static final int READ_BYTES = 64 * 1024;
    private static final int ENVELOPE_BYTES = 60;
    private static final long PATIENCE_NS = 20_000_000_000L;

    private final Plan plan;
    private final String topic =
            "bench-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    private final String padding;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final Map<Transport, Histogram> latencies = new EnumMap<>(Transport.class);
    private long published;

    FanOutRound(Plan plan) {
        this.plan = plan;
        this.padding = "x".repeat(Math.max(0, plan.size() - ENVELOPE_BYTES));
    }

    Outcome run() throws IOException {
        try (Selector selector = Selector.open();
                Connection publisher = Connection.connect(plan.target())) {
            subscribe(selector);
            publisher.channel().register(selector, SelectionKey.OP_READ);
            await(
                    selector,
                    () -> subscribers.stream()
                            .allMatch(each -> each.reader.tally().events() > 0));
            publish(publisher, selector, plan.warmupSeconds());
            latencies.values().forEach(Histogram::reset);
            JsonNode before = events();
            long publishedBefore = published;
            long beginNs = System.nanoTime();
            long serverNs = serverCpuNs();
            long cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            publish(publisher, selector, plan.seconds());
            double seconds = (System.nanoTime() - beginNs) * 1e-9;
            double busy = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuNs) * 1e-9 / seconds;
            long messages = published - publishedBefore;
            double serverUs = (serverCpuNs() - serverNs) / 1e3 / (messages * (double) subscribers.size());
            JsonNode after = events();
            Map<Transport, Percentiles> shown = new EnumMap<>(Transport.class);
            latencies.forEach((transport, histogram) -> shown.put(transport, Percentiles.of(histogram)));
            return new Outcome(
                    messages * (double) subscribers.size() / seconds,
                    (after.path("framed").asLong() - before.path("framed").asLong()) / (double) messages,
                    busy,
                    plan.pid().isPresent() ? Optional.of(serverUs) : Optional.empty(),
                    shown);
        } finally {
            for (Subscriber subscriber : subscribers) {
                subscriber.connection.close();
            }
            delete();
        }
    }

    private long serverCpuNs() throws IOException {
        return plan.pid().isPresent() ? Machine.cpuNs(plan.pid().getAsLong()) : 0;
    }

    private void subscribe(Selector selector) throws IOException {
        for (int i = 0; i < plan.subscribers(); i++) {
            for (Transport transport : plan.transports()) {
                Target target = plan.target().withPath("/topics/" + topic + transport.suffix());
                Histogram histogram = latencies.computeIfAbsent(transport, _ -> Percentiles.histogram());
                Subscriber subscriber = new Subscriber(
                        Connection.connect(target),
                        new StreamReader(
                                transport,
                                new EventTally(
                                        0,
                                        (_, clockNs, readAtNs) ->
                                                histogram.recordValue(Math.max(0, readAtNs - clockNs)))));
                subscribers.add(subscriber);
                subscriber.connection.write(transport.request(target));
                subscriber.connection.channel().register(selector, SelectionKey.OP_READ, subscriber);
            }
        }
    }

    /// Publishes for so long, each message at its time whatever became of the last, and waits until all have
    /// the last.
    private void publish(Connection publisher, Selector selector, double seconds) throws IOException {
        long beginNs = System.nanoTime();
        long intervalNs = 1_000_000_000L / plan.rate();
        long count = (long) (seconds * plan.rate());
        for (long i = 0; i < count; i++) {
            long dueNs = beginNs + i * intervalNs;
            while (System.nanoTime() < dueNs) {
                poll(selector);
            }
            publisher.write(message(dueNs));
        }
        await(
                selector,
                () -> subscribers.stream().allMatch(each -> each.reader.tally().lastNumber() == published - 1));
        failIfFaulty();
    }

    private ByteBuffer message(long dueNs) {
        String body = "{\"data\":{\"n\":" + published++ + ",\"ts\":" + dueNs + ",\"pad\":\"" + padding + "\"}}";
        return ByteBuffer.wrap(("POST /topics/" + topic + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(US_ASCII));
    }

    private interface Condition {
        boolean holds();
    }

    private void await(Selector selector, Condition condition) throws IOException {
        long beginNs = System.nanoTime();
        while (!condition.holds()) {
            // The condition looks at all subscribers, so it is asked seldom.
            long untilNs = System.nanoTime() + 1_000_000;
            while (System.nanoTime() < untilNs) {
                poll(selector);
            }
            failIfFaulty();
            if (System.nanoTime() - beginNs > PATIENCE_NS) {
                throw new ProbeException(
                        ProbeException.TIMEOUT, "a subscriber still waits after " + PATIENCE_NS / 1_000_000_000 + " s");
            }
        }
    }

    private void poll(Selector selector) throws IOException {
        if (selector.selectNow() == 0) {
            Thread.onSpinWait();
            return;
        }
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.attachment() instanceof Subscriber subscriber) {
                subscriber.readOnce();
            } else {
                readAnswer(key);
            }
        }
        selector.selectedKeys().clear();
    }

    /// What the publisher is answered is not looked at: a message that was not taken is one that is missing.
    private void readAnswer(SelectionKey key) throws IOException {
        buffer.clear();
        if (((SocketChannel) key.channel()).read(buffer) < 0) {
            throw new ProbeException(ProbeException.CUT, "the publisher was cut off");
        }
    }

    private void failIfFaulty() throws ProbeException {
        for (Subscriber subscriber : subscribers) {
            EventTally tally = subscriber.reader.tally();
            tally.throwIfFaulty();
            if (tally.missing() > 0) {
                throw new ProbeException(
                        ProbeException.CONTENT, tally.missing() + " messages did not come, though told of");
            }
        }
    }

    /// The server's counts of events; nothing from one that does not count.
    private JsonNode events() throws IOException {
        HttpURLConnection stats = request("GET", "/stats");
        if (stats.getResponseCode() != HttpURLConnection.HTTP_OK) {
            stats.disconnect();
            return JsonMapper.shared().missingNode();
        }
        try (var body = stats.getInputStream()) {
            return JsonMapper.shared().readTree(body).path("events");
        } finally {
            stats.disconnect();
        }
    }

    private void delete() throws IOException {
        HttpURLConnection delete = request("DELETE", "/topics/" + topic);
        int _ = delete.getResponseCode();
        delete.disconnect();
    }

    private HttpURLConnection request(String method, String path) throws IOException {
        URI uri = URI.create(
                "http://" + plan.target().host() + ':' + plan.target().port() + path);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestMethod(method);
        return connection;
    }

    private final class Subscriber {
        private final Connection connection;
        private final StreamReader reader;

        Subscriber(Connection connection, StreamReader reader) {
            this.connection = connection;
            this.reader = reader;
        }

        void readOnce() throws IOException {
            int count = connection.read(buffer);
            if (count < 0) {
                reader.readEnd();
                return;
            }
            reader.tally().readAt(System.nanoTime());
            reader.read(buffer);
            byte[] reply = reader.takeReply();
            if (reply.length > 0) {
                connection.write(ByteBuffer.wrap(reply));
            }
        }
    }
}
