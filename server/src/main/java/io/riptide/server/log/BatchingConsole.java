package io.riptide.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jspecify.annotations.Nullable;

/// Writes events to standard error, many at a time, on a thread of its own.
///
/// That thread shares its processor with event loops. Were it woken for each line, a request would cost two
/// thread switches more; were it to write all there is at once, an event loop could wait for it as long as the
/// system lets a thread run. So it looks every few milliseconds while there is something, and writes little at
/// a time.
///
/// What is logged by Logback comes as events, what [TrafficLog] writes as bytes in a ring; lines of the two may
/// change places within a few milliseconds.
///
/// - **Threading:** any thread appends, and never waits.
/// - **Bounds:** [#QUEUE_EVENTS_MAX] events wait; beyond that they are lost, and from four fifths on those
///   below WARN; and [#RING_BYTES] of lines, an eighth of it for one. How many were lost is told as soon as
///   there is room.
final class BatchingConsole extends UnsynchronizedAppenderBase<ILoggingEvent> implements Runnable {
    static final int QUEUE_EVENTS_MAX = 8_192;

    static final int RING_BYTES = 1 << 20;

    private static final int LINE = 1;
    private static final int BATCH_EVENTS_MAX = 64;
    private static final long REST_NS = TimeUnit.MILLISECONDS.toNanos(2);

    /// While more waits than a batch: the queue must not fill because the writer rests.
    private static final long SHORT_REST_NS = TimeUnit.MICROSECONDS.toNanos(200);

    /// How long [#stop] waits for the queue to be written.
    private static final int FLUSH_MILLIS_MAX = 2_000;

    private final Encoder<ILoggingEvent> encoder;
    private final ManyToOneConcurrentArrayQueue<ILoggingEvent> queue =
            new ManyToOneConcurrentArrayQueue<>(QUEUE_EVENTS_MAX);
    private final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect(RING_BYTES + RingBufferDescriptor.TRAILER_LENGTH)));
    private final MessageHandler toBatch = this::toBatch;
    private final AtomicBoolean isIdle = new AtomicBoolean();
    private final AtomicLong lost = new AtomicLong();
    private final ExpandableArrayBuffer batch = new ExpandableArrayBuffer(BATCH_EVENTS_MAX * 256);
    private int batchLength;
    private @Nullable Thread writer;
    private volatile boolean isStopping;

    BatchingConsole(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Override
    public void start() {
        super.start();
        writer = Thread.ofPlatform().name("riptide-log").daemon().start(this);
    }

    @Override
    public void stop() {
        super.stop();
        isStopping = true;
        Thread thread = writer;
        if (thread == null) {
            return;
        }
        LockSupport.unpark(thread);
        try {
            thread.join(FLUSH_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        boolean isCrowded = queue.size() > QUEUE_EVENTS_MAX / 5 * 4;
        if ((isCrowded && !event.getLevel().isGreaterOrEqual(Level.WARN)) || !queue.offer(event)) {
            lost.incrementAndGet();
        }
        wakeWriter();
    }

    /// Appends a line that is written already.
    void appendLine(DirectBuffer line, int length) {
        if (length > ring.maxMsgLength() || !ring.write(LINE, line, 0, length)) {
            lost.incrementAndGet();
        }
        wakeWriter();
    }

    private void wakeWriter() {
        // Read before it is written, for it nearly always says no.
        if (isIdle.get() && isIdle.compareAndSet(true, false)) {
            LockSupport.unpark(writer);
        }
    }

    @Override
    public void run() {
        while (true) {
            int written = writeBatch();
            if (written == 0) {
                if (isStopping) {
                    return;
                }
                awaitEvent();
            }
            if (!isStopping) {
                LockSupport.parkNanos(this, written == BATCH_EVENTS_MAX ? SHORT_REST_NS : REST_NS);
            }
        }
    }

    private void awaitEvent() {
        isIdle.set(true);
        while (isIdle.get() && queue.isEmpty() && ring.size() == 0 && !isStopping) {
            LockSupport.park(this);
        }
        isIdle.set(false);
    }

    private int writeBatch() {
        int written = 0;
        ILoggingEvent event = lost.get() > 0 ? tellLost() : queue.poll();
        while (event != null) {
            byte[] text = encoder.encode(event);
            batch.putBytes(batchLength, text);
            batchLength += text.length;
            event = ++written < BATCH_EVENTS_MAX ? queue.poll() : null;
        }
        written += readRing(BATCH_EVENTS_MAX - written);
        if (written > 0) {
            System.err.write(batch.byteArray(), 0, batchLength);
            System.err.flush();
            batchLength = 0;
        }
        return written;
    }

    /// Reads go no further than to the ring's end, where nothing may be but padding; taken for the last, it would
    /// leave the lines behind it unwritten when logging stops.
    private int readRing(int linesMax) {
        int read = ring.read(toBatch, linesMax);
        return read == 0 && linesMax > 0 && ring.size() > 0 ? ring.read(toBatch, linesMax) : read;
    }

    private void toBatch(int type, MutableDirectBuffer buffer, int index, int length) {
        assert type == LINE : type;
        batch.putBytes(batchLength, buffer, index, length);
        batchLength += length;
    }

    private ILoggingEvent tellLost() {
        Logger logger = ((LoggerContext) getContext()).getLogger("riptide.log");
        String message = lost.getAndSet(0) + " lines were lost: more was logged than could be written";
        return new LoggingEvent(BatchingConsole.class.getName(), logger, Level.WARN, message, null, null);
    }
}
