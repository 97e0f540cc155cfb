package io.riptide.bench.load;

import io.riptide.bench.wire.Connection;
import io.riptide.bench.wire.ProbeException;
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

/// One closed-loop round of WebSocket messages that come back: each connection sends, reads all of it, sends
/// again. One thread, which spins.
///
/// - **Failure:** a reply that is not what was sent, is late or cut off ends the round with a [ProbeException].
/// - **Source:** RFC 6455, 5.2; the mask is the same for every message, which only a server could mind.
final class EchoRound {
    /// `depth` messages are sent at once. `pid` is the server's process, where its CPU time is to be measured.
    record Plan(
            Target target,
            int connections,
            int size,
            int depth,
            double warmupSeconds,
            double seconds,
            OptionalLong pid) {}

    /// What a round measured; `latency` is of all that was sent at once.
    record Outcome(
            double messagesPerSecond, double clientBusy, Optional<Double> serverUsPerMessage, Percentiles latency) {}

    private static final int READ_BYTES = 64 * 1024;
    private static final int SHORT_BYTES_MAX = 125;
    private static final int MEDIUM_BYTES_MAX = 65_535;
    private static final int HEAD_BYTES_MAX = 4 * 1024;
    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};
    private static final byte TEXT = (byte) 0x81;
    private static final byte PING = (byte) 0x89;
    private static final byte PONG = (byte) 0x8a;
    private static final long PATIENCE_NS = 10_000_000_000L;

    private final Plan plan;
    private final ByteBuffer request;
    private final ByteBuffer reply;
    private final int messageBytes;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final Histogram latencies = Percentiles.histogram();
    private final List<Peer> peers = new ArrayList<>();
    private long messages;
    private long lastReadNs;

    EchoRound(Plan plan) {
        if (plan.size() > MEDIUM_BYTES_MAX) {
            throw new IllegalArgumentException("size=" + plan.size() + ", at most " + MEDIUM_BYTES_MAX);
        }
        this.plan = plan;
        this.request = frames(true);
        this.reply = frames(false);
        this.messageBytes = reply.limit() / plan.depth();
    }

    Outcome run() throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < plan.connections(); i++) {
                Peer peer = new Peer(Connection.connect(plan.target()));
                peers.add(peer);
                peer.open();
                peer.connection.channel().register(selector, SelectionKey.OP_READ, peer);
            }
            for (Peer peer : peers) {
                peer.send();
            }
            pollFor(selector, plan.warmupSeconds());
            latencies.reset();
            long messagesBefore = messages;
            long beginNs = System.nanoTime();
            long serverNs = serverCpuNs();
            long cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            pollFor(selector, plan.seconds());
            double seconds = (System.nanoTime() - beginNs) * 1e-9;
            double busy = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuNs) * 1e-9 / seconds;
            long count = messages - messagesBefore;
            double serverUs = (serverCpuNs() - serverNs) / 1e3 / Math.max(1, count);
            return new Outcome(
                    count / seconds,
                    busy,
                    plan.pid().isPresent() ? Optional.of(serverUs) : Optional.empty(),
                    Percentiles.of(latencies));
        } finally {
            for (Peer peer : peers) {
                peer.connection.close();
            }
        }
    }

    private long serverCpuNs() throws IOException {
        return plan.pid().isPresent() ? Machine.cpuNs(plan.pid().getAsLong()) : 0;
    }

    private void pollFor(Selector selector, double seconds) throws IOException {
        lastReadNs = System.nanoTime();
        long untilNs = lastReadNs + (long) (seconds * 1e9);
        while (System.nanoTime() < untilNs) {
            poll(selector);
        }
    }

    private void poll(Selector selector) throws IOException {
        if (selector.selectNow() == 0) {
            Thread.onSpinWait();
            if (System.nanoTime() - lastReadNs > PATIENCE_NS) {
                throw new ProbeException(
                        ProbeException.TIMEOUT, "nothing came back for " + PATIENCE_NS / 1_000_000_000 + " s");
            }
            return;
        }
        for (SelectionKey key : selector.selectedKeys()) {
            ((Peer) key.attachment()).readOnce();
        }
        selector.selectedKeys().clear();
        lastReadNs = System.nanoTime();
    }

    private ByteBuffer frames(boolean masked) {
        int size = plan.size();
        ByteBuffer frames = ByteBuffer.allocateDirect(plan.depth() * (size + 8));
        for (int i = 0; i < plan.depth(); i++) {
            int maskBit = masked ? 0x80 : 0;
            frames.put(TEXT);
            if (size <= SHORT_BYTES_MAX) {
                frames.put((byte) (maskBit | size));
            } else {
                frames.put((byte) (maskBit | 126)).putShort((short) size);
            }
            if (masked) {
                frames.put(MASK);
            }
            for (int k = 0; k < size; k++) {
                byte letter = (byte) ('a' + (i + k) % 26);
                frames.put(masked ? (byte) (letter ^ MASK[k & 3]) : letter);
            }
        }
        return frames.flip();
    }

    /// One connection and how much of its replies has come.
    private final class Peer {
        private final Connection connection;
        private long sentNs;
        private int read;

        Peer(Connection connection) {
            this.connection = connection;
        }

        /// Waits for the handshake: nothing else is going on.
        void open() throws IOException {
            connection.write(Transport.WEBSOCKET.request(plan.target()));
            StringBuilder head = new StringBuilder();
            long beginNs = System.nanoTime();
            while (head.indexOf("\r\n\r\n") < 0) {
                int count = connection.read(buffer);
                while (buffer.hasRemaining()) {
                    head.append((char) buffer.get());
                }
                if (count < 0 || head.length() > HEAD_BYTES_MAX || System.nanoTime() - beginNs > PATIENCE_NS) {
                    throw new ProbeException(ProbeException.PROTOCOL, "no handshake but: " + head);
                }
            }
            if (!head.toString().startsWith("HTTP/1.1 101 ")) {
                throw new ProbeException(
                        ProbeException.PROTOCOL,
                        "not switched: " + head.toString().lines().findFirst().orElse(""));
            }
        }

        void send() throws IOException {
            read = 0;
            sentNs = System.nanoTime();
            connection.write(request);
        }

        void readOnce() throws IOException {
            int count = connection.read(buffer);
            if (count < 0) {
                throw new ProbeException(ProbeException.CUT, "cut off after " + messages + " messages of all");
            }
            while (buffer.hasRemaining()) {
                boolean betweenMessages = read % messageBytes == 0;
                if (betweenMessages && buffer.get(buffer.position()) == PING) {
                    answerPing();
                } else {
                    compare(Math.min(buffer.remaining(), messageBytes - read % messageBytes));
                }
            }
        }

        /// One write of the server has it whole.
        private void answerPing() throws IOException {
            int at = buffer.position();
            int length = buffer.remaining() < 2 ? Integer.MAX_VALUE : buffer.get(at + 1);
            if (length > buffer.remaining() - 2) {
                throw new ProbeException(ProbeException.PROTOCOL, "a torn ping");
            }
            ByteBuffer pong = ByteBuffer.allocate(2 + MASK.length + length)
                    .put(PONG)
                    .put((byte) (0x80 | length))
                    .put(MASK);
            for (int i = 0; i < length; i++) {
                pong.put((byte) (buffer.get(at + 2 + i) ^ MASK[i & 3]));
            }
            buffer.position(at + 2 + length);
            connection.write(pong.flip());
        }

        private void compare(int count) throws IOException {
            if (!buffer.slice(buffer.position(), count).equals(reply.slice(read, count))) {
                throw new ProbeException(ProbeException.CONTENT, "what came back is not what was sent");
            }
            buffer.position(buffer.position() + count);
            read += count;
            if (read == reply.limit()) {
                latencies.recordValue(System.nanoTime() - sentNs);
                messages += plan.depth();
                send();
            }
        }
    }
}
