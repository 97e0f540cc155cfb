package io.riptide.protocol.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.Window;
import io.riptide.engine.log.EventLog;
import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.log.RecordWriter;
import io.riptide.engine.log.Retention;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.memory.Segment;
import io.riptide.engine.memory.SegmentPool;
import io.riptide.protocol.ndjson.NdjsonFraming;
import io.riptide.protocol.sse.SseFraming;
import io.riptide.protocol.websocket.WebSocketFraming;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// From an append through a cursor's poll to the bytes of a transport, no event leaves anything on the heap.
class StreamAllocationTest {
    private static final int EVENTS = 100_000;
    private static final int BATCH = 64;
    private static final byte[] EVENT =
            ("{\"type\":\"tick\",\"id\":\"aaaaaaaa-0\",\"pad\":\"" + "x".repeat(80) + "\"}").getBytes(US_ASCII);
    private static final byte[] TYPE = "tick".getBytes(US_ASCII);
    private static final Function<ByteBuffer, Object> AS_BYTE_BUF = Unpooled::wrappedBuffer;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aLineCostsNoGarbage() {
        assertAllocatesNothing(NdjsonFraming.INSTANCE);
    }

    @Test
    void aServerSentEventCostsNoGarbage() {
        assertAllocatesNothing(new SseFraming());
    }

    /// In blocks of one event, the dearest case.
    @Test
    void aCompressedEventCostsNoGarbage() {
        StreamContent content = new StreamContent(Transfer.CHUNKED, new ContentCoding.Gzip(1));
        ByteBuf source = Unpooled.directBuffer().writeBytes(EVENT);
        ByteBuf out = Unpooled.directBuffer(1 << 12);
        compress(content, source, out, EVENTS / 5);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        compress(content, source, out, EVENTS / 5);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        source.release();
        out.release();
        assertThat((double) allocated / (EVENTS / 5)).as("bytes an event").isLessThan(1.0);
    }

    private static void compress(StreamContent content, ByteBuf source, ByteBuf out, int events) {
        for (int i = 0; i < events; i++) {
            out.clear();
            ByteBuf body = content.begin(out, 32 * 1024);
            NdjsonFraming.INSTANCE.encode(TYPE, TYPE, i, source, 0, source.readableBytes(), body);
            content.end(body, out, false);
        }
    }

    @Test
    void aWebSocketMessageCostsNoGarbage() {
        assertAllocatesNothing(new WebSocketFraming(Optional.of("a")));
    }

    private static void assertAllocatesNothing(Framing framing) {
        SegmentPool pool = new SegmentPool(8L << 20);
        EventLog log = new EventLog(pool, ByteBudget.root("test", 8L << 20), Retention.NONE, 1 << 20);
        LogCursor cursor = log.open(0, new DeliveryPolicy.Block(), new Window(2 * BATCH, 1 << 20), () -> {});
        ByteBuf out = Unpooled.directBuffer(1 << 16);
        RecordWriter writer = (_, buffer, index) -> {
            buffer.putBytes(index, EVENT);
            return EVENT.length;
        };
        Framer framer = new Framer(framing, log.epoch(), out);
        move(log, cursor, framer, out, writer, EVENTS);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        move(log, cursor, framer, out, writer, EVENTS);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        cursor.close();
        log.free();
        pool.close();
        out.release();
        assertThat(framer.events).isEqualTo(2L * EVENTS);
        assertThat((double) allocated / EVENTS).as("bytes an event").isLessThan(1.0);
    }

    private static void move(
            EventLog log, LogCursor cursor, Framer framer, ByteBuf out, RecordWriter writer, int events) {
        long end = framer.events + events;
        while (framer.events < end) {
            int batch = (int) Math.min(BATCH, end - framer.events);
            for (int i = 0; i < batch; i++) {
                long offset = log.appender().append(0, 0, 0, 0, EVENT.length, writer);
                assert offset >= 0 : offset;
            }
            log.appender().publish();
            out.clear();
            int taken = cursor.poll(framer, BATCH);
            assert taken == batch : taken;
        }
    }

    private static final class Framer implements RecordHandler {
        private final Framing framing;
        private final byte[] epoch;
        private final ByteBuf out;
        private long events;

        Framer(Framing framing, byte[] epoch, ByteBuf out) {
            this.framing = framing;
            this.epoch = epoch;
            this.out = out;
        }

        @Override
        public boolean onRecord(Segment segment, int index) {
            ByteBuf source = (ByteBuf) segment.view(AS_BYTE_BUF);
            int length = RecordLayout.payloadLength(segment.buffer(), index);
            int sourceIndex = segment.viewOffset() + RecordLayout.payloadIndex(index);
            framing.encode(TYPE, epoch, RecordLayout.offset(segment.buffer(), index), source, sourceIndex, length, out);
            events++;
            return true;
        }

        @Override
        public boolean onGap(long from, long to, GapReason reason) {
            return true;
        }
    }
}
