package io.riptide.bench.load;

import io.riptide.bench.wire.Connection;
import io.riptide.bench.wire.EventClock;
import io.riptide.bench.wire.EventTally;
import io.riptide.bench.wire.ProbeException;
import io.riptide.bench.wire.StreamReader;
import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// One round of streams from one target: all connections at once, read by one thread as fast as it can.
///
/// Unpaced, the thread sleeps when there is nothing to read, so that the share of time it was busy says whether
/// the client was the limit. Paced, it spins, so that its wake-ups are not in the latencies.
///
/// - **Failure:** a stream that breaks, ends early or brings an event of another size ends the round with a
///   [ProbeException].
final class ThroughputRound {
    /// `count` 0 runs for the given time; any other count runs until each stream has brought exactly so many
    /// ticks. The time, and the warm-up before it, begin when each stream has brought a tick. `rate` 0 is as fast
    /// as possible. `stopped` more streams are asked for and never read. `pid` is
    /// the server's process, where its CPU time is to be measured.
    record Plan(
            Target target,
            Transport transport,
            int connections,
            long count,
            int size,
            int rate,
            int stopped,
            double warmupSeconds,
            double seconds,
            OptionalLong pid) {
        String pathAndQuery() {
            String base = target.pathAndQuery().isEmpty() ? "/bench" : target.pathAndQuery();
            return base + transport.suffix() + "?count=" + (count == 0 ? ENDLESS : count) + "&size=" + size + "&rate="
                    + rate;
        }
    }

    /// What a round measured. `latency` only if paced, `serverUsPerEvent` only with a process id.
    record Outcome(
            double eventsPerSecond,
            double bytesPerSecond,
            double fairness,
            double clientBusy,
            Optional<Double> serverUsPerEvent,
            Optional<Percentiles> latency) {}

    private static final long ENDLESS = 2_000_000_000;
    private static final int READ_BYTES = 64 * 1024;
    private static final long SELECT_MS = 100;
    private static final long PATIENCE_NS = 20_000_000_000L;
    private static final String PATIENCE = PATIENCE_NS / 1_000_000_000 + " s";

    private final Plan plan;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final List<Stream> streams = new ArrayList<>();
    private final List<Connection> stopped = new ArrayList<>();
    private final @Nullable Histogram latencies;
    private int running;
    private long lastReadNs;

    ThroughputRound(Plan plan) {
        this.plan = plan;
        this.latencies = plan.rate() > 0 ? Percentiles.histogram() : null;
    }

    Outcome run() throws IOException {
        Target target = plan.target().withPath(plan.pathAndQuery());
        ByteBuffer request = plan.transport().request(target);
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < plan.stopped(); i++) {
                Connection connection = Connection.connect(target);
                stopped.add(connection);
                connection.write(request);
            }
            for (int i = 0; i < plan.connections(); i++) {
                Stream stream = new Stream(Connection.connect(target));
                streams.add(stream);
                stream.connection.channel().register(selector, SelectionKey.OP_READ, stream);
            }
            Mark begin = new Mark();
            lastReadNs = System.nanoTime();
            running = streams.size();
            for (Stream stream : streams) {
                stream.connection.write(request);
            }
            return plan.count() > 0 ? runToTheEnd(selector, begin) : runForTime(selector);
        } finally {
            for (Stream stream : streams) {
                stream.connection.close();
            }
            for (Connection connection : stopped) {
                connection.close();
            }
        }
    }

    private Outcome runToTheEnd(Selector selector, Mark begin) throws IOException {
        while (running > 0) {
            poll(selector);
        }
        for (Stream stream : streams) {
            EventTally tally = stream.reader.tally();
            stream.failIfFaulty();
            if (tally.ticks() != plan.count()) {
                throw new ProbeException(ProbeException.CONTENT, tally.ticks() + " ticks instead of " + plan.count());
            }
            if (!tally.terminated()) {
                throw new ProbeException(ProbeException.CONTENT, "a stream without a terminal event");
            }
        }
        return outcome(begin, new Mark());
    }

    private Outcome runForTime(Selector selector) throws IOException {
        awaitEach(selector);
        long beginNs = System.nanoTime() + (long) (plan.warmupSeconds() * 1e9);
        pollUntil(selector, beginNs);
        if (latencies != null) {
            latencies.reset();
        }
        Mark begin = new Mark();
        pollUntil(selector, beginNs + (long) (plan.seconds() * 1e9));
        Mark end = new Mark();
        for (Stream stream : streams) {
            stream.failIfFaulty();
        }
        if (running < streams.size()) {
            throw new ProbeException(ProbeException.CUT, streams.size() - running + " streams ended before their time");
        }
        return outcome(begin, end);
    }

    /// Until each stream has brought a tick: however late a server begins, its warm-up is not that.
    private void awaitEach(Selector selector) throws IOException {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        for (Stream stream : streams) {
            while (stream.reader.tally().ticks() == 0 && running == streams.size()) {
                poll(selector);
                stream.failIfFaulty();
                if (System.nanoTime() > deadlineNs) {
                    throw new ProbeException(ProbeException.TIMEOUT, "a stream brought nothing for " + PATIENCE);
                }
            }
        }
    }

    private void pollUntil(Selector selector, long deadlineNs) throws IOException {
        while (System.nanoTime() < deadlineNs) {
            poll(selector);
        }
    }

    private void poll(Selector selector) throws IOException {
        int ready = plan.rate() > 0 ? selector.selectNow() : selector.select(SELECT_MS);
        if (ready == 0) {
            Thread.onSpinWait();
            if (System.nanoTime() - lastReadNs > PATIENCE_NS) {
                throw new ProbeException(ProbeException.TIMEOUT, "nothing came for " + PATIENCE);
            }
            return;
        }
        for (SelectionKey key : selector.selectedKeys()) {
            Stream stream = (Stream) key.attachment();
            stream.readOnce();
            if (stream.reader.done()) {
                key.cancel();
                running--;
            }
        }
        selector.selectedKeys().clear();
        lastReadNs = System.nanoTime();
    }

    private Outcome outcome(Mark begin, Mark end) {
        double seconds = (end.atNs - begin.atNs) * 1e-9;
        long[] events = new long[streams.size()];
        long total = 0;
        for (int i = 0; i < events.length; i++) {
            events[i] = end.ticks[i] - begin.ticks[i];
            total += events[i];
        }
        boolean knowsServerCpu = plan.pid().isPresent() && total > 0;
        double serverUs = knowsServerCpu ? (end.serverCpuNs - begin.serverCpuNs) / 1e3 / total : 0;
        return new Outcome(
                total / seconds,
                (end.bytes - begin.bytes) / seconds,
                Fairness.of(events).ratio(),
                (end.clientCpuNs - begin.clientCpuNs) * 1e-9 / seconds,
                knowsServerCpu ? Optional.of(serverUs) : Optional.empty(),
                Optional.ofNullable(latencies).map(Percentiles::of));
    }

    /// All counters at one moment.
    private final class Mark {
        private final long atNs = System.nanoTime();
        private final long clientCpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        private final long serverCpuNs;
        private final long[] ticks = new long[streams.size()];
        private final long bytes;

        Mark() throws IOException {
            serverCpuNs = plan.pid().isPresent() ? Machine.cpuNs(plan.pid().getAsLong()) : 0;
            long sum = 0;
            for (int i = 0; i < ticks.length; i++) {
                ticks[i] = streams.get(i).reader.tally().ticks();
                sum += streams.get(i).reader.bodyBytes();
            }
            bytes = sum;
        }
    }

    /// One connection and what it has brought.
    private final class Stream {
        private final Connection connection;
        private final StreamReader reader;

        Stream(Connection connection) {
            this.connection = connection;
            this.reader = new StreamReader(plan.transport(), new EventTally(plan.size(), clock()));
        }

        private @Nullable EventClock clock() {
            Histogram histogram = latencies;
            return histogram == null
                    ? null
                    : (_, clockNs, readAtNs) -> histogram.recordValue(Math.max(0, readAtNs - clockNs));
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

        void failIfFaulty() throws ProbeException {
            reader.tally().throwIfFaulty();
        }
    }
}
