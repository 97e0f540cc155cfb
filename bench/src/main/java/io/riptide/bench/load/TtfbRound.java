package io.riptide.bench.load;

import io.riptide.bench.wire.Connection;
import io.riptide.bench.wire.EventTally;
import io.riptide.bench.wire.ProbeException;
import io.riptide.bench.wire.StreamReader;
import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.HdrHistogram.Histogram;

/// One closed-loop round against one target: each connection asks, reads its stream to the end, asks again.
///
/// The clock starts before the request is written, or on a new connection before it connects, and is read right
/// after the `read` that brought the first byte behind the head; what the client does with the bytes comes
/// after that. The thread spins rather than sleeps, so that no wake-up of the client is in the figures: it
/// wants a core of its own.
///
/// - **Failure:** the first answer that is late, broken or incomplete ends the round with a [ProbeException].
final class TtfbRound {
    enum Mode {
        KEEP_ALIVE,
        NEW
    }

    /// What to ask and how often. `ticks` below zero takes any number of them.
    record Plan(Target target, ByteBuffer request, Transport transport, Mode mode, int connections, long ticks) {}

    /// From the start to the first byte and to the first whole event, and from the written request to the first
    /// byte.
    record Histograms(Histogram firstByte, Histogram firstEvent, Histogram fromRequest) {
        static Histograms empty() {
            return new Histograms(Percentiles.histogram(), Percentiles.histogram(), Percentiles.histogram());
        }
    }

    private static final long PATIENCE_NS = 10_000_000_000L;
    private static final int READ_BYTES = 64 * 1024;

    private final Plan plan;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private Histograms histograms = Histograms.empty();
    private long left;

    TtfbRound(Plan plan) {
        this.plan = plan;
    }

    Histograms run(int warmup, int requests) throws IOException {
        histograms = Histograms.empty();
        if (warmup > 0) {
            ask(warmup);
        }
        histograms = Histograms.empty();
        ask(requests);
        return histograms;
    }

    private void ask(int requests) throws IOException {
        left = requests;
        if (plan.connections() == 1) {
            askAlone();
        } else {
            askTogether();
        }
    }

    /// Without a selector: the read itself says whether there is something.
    private void askAlone() throws IOException {
        try (Exchange exchange = new Exchange()) {
            while (left > 0) {
                exchange.begin();
                while (!exchange.advance()) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private void askTogether() throws IOException {
        Exchange[] exchanges = new Exchange[plan.connections()];
        try (Selector selector = Selector.open()) {
            int running = 0;
            for (int i = 0; i < exchanges.length && left - running > 0; i++) {
                exchanges[i] = new Exchange();
                exchanges[i].begin();
                exchanges[i].register(selector);
                running++;
            }
            // Those in flight are subtracted as they end, so exactly as many are asked as were wanted.
            while (running > 0) {
                running -= poll(selector, running);
                failIfLate(exchanges);
            }
        } finally {
            for (Exchange exchange : exchanges) {
                if (exchange != null) {
                    exchange.close();
                }
            }
        }
    }

    /// Returns how many exchanges have ended for good.
    private int poll(Selector selector, int running) throws IOException {
        if (selector.selectNow() == 0) {
            Thread.onSpinWait();
            return 0;
        }
        int ended = 0;
        for (SelectionKey key : selector.selectedKeys()) {
            Exchange exchange = (Exchange) key.attachment();
            if (exchange.advance()) {
                boolean again = left > running - ended - 1;
                if (again) {
                    exchange.begin();
                    exchange.register(selector);
                } else {
                    key.cancel();
                    ended++;
                }
            }
        }
        selector.selectedKeys().clear();
        return ended;
    }

    private static void failIfLate(Exchange[] exchanges) throws ProbeException {
        long nowNs = System.nanoTime();
        for (Exchange exchange : exchanges) {
            if (exchange != null) {
                exchange.failIfLate(nowNs);
            }
        }
    }

    /// One connection and the request that is open on it.
    private final class Exchange implements AutoCloseable {
        private Connection connection;
        private StreamReader reader = new StreamReader(plan.transport(), new EventTally(0, null));
        private boolean registered;
        private boolean open;
        private boolean used;
        private long startNs;
        private long requestNs;
        private long firstByteNs;
        private long firstEventNs;

        Exchange() throws IOException {
            connection = Connection.connect(plan.target());
        }

        void begin() throws IOException {
            boolean isNew = plan.mode() == Mode.NEW;
            reader = new StreamReader(plan.transport(), new EventTally(0, null));
            firstByteNs = 0;
            firstEventNs = 0;
            if ((used && isNew) || !connection.channel().isOpen()) {
                connection.close();
                connection = Connection.connect(plan.target());
                registered = false;
            }
            open = true;
            used = true;
            requestNs = System.nanoTime();
            startNs = isNew ? connection.connectNs() : requestNs;
            connection.write(plan.request());
        }

        void register(Selector selector) throws IOException {
            if (!registered) {
                connection.channel().register(selector, SelectionKey.OP_READ, this);
                registered = true;
            }
        }

        /// Reads what is there; true once the stream is whole.
        boolean advance() throws IOException {
            int count = connection.read(buffer);
            long nowNs = System.nanoTime();
            if (count == 0) {
                failIfLate(nowNs);
                return false;
            }
            if (count < 0) {
                reader.readEnd();
                connection.close();
            } else {
                reader.read(buffer);
            }
            if (firstByteNs == 0 && reader.bodyBytes() > 0) {
                firstByteNs = nowNs;
            }
            if (firstEventNs == 0 && reader.tally().events() > 0) {
                firstEventNs = nowNs;
            }
            if (reader.done()) {
                end();
            }
            return reader.done();
        }

        void failIfLate(long nowNs) throws ProbeException {
            if (open && nowNs - requestNs > PATIENCE_NS) {
                throw new ProbeException(
                        ProbeException.TIMEOUT,
                        "no whole answer within " + PATIENCE_NS / 1_000_000_000 + " s ("
                                + reader.tally().events() + " events read)");
            }
        }

        private void end() throws IOException {
            EventTally tally = reader.tally();
            tally.throwIfFaulty();
            if (!tally.terminated()) {
                throw new ProbeException(ProbeException.CONTENT, "a stream without a terminal event");
            }
            if (plan.ticks() >= 0 && tally.ticks() != plan.ticks()) {
                throw new ProbeException(ProbeException.CONTENT, tally.ticks() + " ticks instead of " + plan.ticks());
            }
            histograms.firstByte().recordValue(firstByteNs - startNs);
            histograms.firstEvent().recordValue(firstEventNs - startNs);
            histograms.fromRequest().recordValue(firstByteNs - requestNs);
            open = false;
            left--;
            if (plan.transport() == Transport.WEBSOCKET) {
                connection.close();
            }
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
