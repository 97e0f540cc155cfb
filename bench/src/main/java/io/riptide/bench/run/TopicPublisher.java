package io.riptide.bench.run;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.riptide.bench.wire.Connection;
import io.riptide.bench.wire.ProbeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Publishes messages at their times on one connection, without waiting for answers.
///
/// A message says when it was to be published, not when it was, so that a publisher that is held up counts.
///
/// - **Threading:** its own; [#last] and [#isDone] from any.
/// - **Failure:** each answer but 2xx is an error; a connection that breaks ends it.
final class TopicPublisher implements Runnable {
    private static final byte[] STATUS = "HTTP/1.1 ".getBytes(US_ASCII);
    private static final int READ_BYTES = 16 * 1024;
    private static final long NAP_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Publishing publishing;
    private final LoadClock clock;
    private final ErrorCounts errors;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private int statusMatched;
    private volatile long last = -1;
    private volatile boolean isDone;

    TopicPublisher(Publishing publishing, LoadClock clock, ErrorCounts errors) {
        this.publishing = publishing;
        this.clock = clock;
        this.errors = errors;
    }

    /// Number of the last message sent; -1 before it.
    long last() {
        return last;
    }

    /// Whether no more will come.
    boolean isDone() {
        return isDone;
    }

    @Override
    public void run() {
        try (Connection connection = Connection.connect(publishing.server())) {
            while (!isOver()) {
                long dueNs = clock.times().beginNs() == Long.MAX_VALUE ? Long.MAX_VALUE : dueNs(last + 1);
                long waitNs = dueNs - System.nanoTime();
                if (waitNs > 0) {
                    readAnswers(connection);
                    LockSupport.parkNanos(this, Math.min(waitNs, NAP_NS));
                } else {
                    long number = last + 1;
                    send(connection, message(number, dueNs));
                    last = number;
                }
            }
            isDone = true;
            // Its last answers may tell of errors, and a connection that is reset would lose what was sent.
            while (!clock.isStopped() && System.nanoTime() - clock.times().endNs() < NAP_NS * 20) {
                readAnswers(connection);
                LockSupport.parkNanos(this, NAP_NS);
            }
        } catch (IOException e) {
            if (!clock.isStopped()) {
                errors.add(e);
            }
        } finally {
            isDone = true;
        }
    }

    private boolean isOver() {
        LoadClock.Times times = clock.times();
        return clock.isStopped() || (times.beginNs() != Long.MAX_VALUE && dueNs(last + 1) >= times.endNs());
    }

    private long dueNs(long number) {
        return clock.times().beginNs() + publishing.pattern().dueNs(number);
    }

    private ByteBuffer message(long number, long dueNs) {
        String start = "{\"n\":" + number + ",\"ts\":" + dueNs + ",\"pad\":\"";
        String payload = start + "x".repeat(Math.max(0, publishing.size() - start.length() - 2)) + "\"}";
        String body = "{\"data\":" + payload + "}";
        return ByteBuffer.wrap(("POST /topics/" + publishing.topic() + " HTTP/1.1\r\nHost: "
                        + publishing.server().host() + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(US_ASCII));
    }

    /// A server whose answers nobody reads would stop reading, too.
    private void send(Connection connection, ByteBuffer message) throws IOException {
        while (message.hasRemaining() && !clock.isStopped()) {
            if (connection.channel().write(message) == 0) {
                readAnswers(connection);
                Thread.onSpinWait();
            }
        }
    }

    private void readAnswers(Connection connection) throws IOException {
        int count = connection.read(buffer);
        if (count < 0) {
            throw new ProbeException(ProbeException.CUT, "the publisher was cut off");
        }
        while (buffer.hasRemaining()) {
            byte b = buffer.get();
            if (statusMatched == STATUS.length) {
                statusMatched = 0;
                if (b != '2') {
                    errors.add(new ProbeException(
                            "publish " + (char) b + "xx", "a message was answered with status " + (char) b + "xx"));
                }
            } else {
                statusMatched = b == STATUS[statusMatched] ? statusMatched + 1 : b == STATUS[0] ? 1 : 0;
            }
        }
    }
}
