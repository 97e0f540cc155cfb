package io.riptide.bench.jmh.alternatives;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.riptide.bench.jmh.DrainedChannel;
import io.riptide.bench.jmh.Proof;
import io.riptide.bench.jmh.TickLog;
import io.riptide.bench.jmh.Ticks;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.LogCursor;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.memory.Segment;
import io.riptide.protocol.stream.Framing;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;

/// Streams that share the frame of each event as a buffer of its own, which every channel is handed a duplicate
/// of.
///
/// - **Ownership:** owns frames and channels; borrows the log.
/// - **Bounds:** the newest 256 frames.
final class ObjectFrames implements AutoCloseable {
    private static final int FRAMES = 256;
    private static final Function<ByteBuffer, Object> AS_BYTE_BUF = Unpooled::wrappedBuffer;

    private final TickLog log;
    private final Framing framing;
    private final ByteBuf[] frames = new ByteBuf[FRAMES];
    private final long[] offsets = new long[FRAMES];
    private final Viewer[] viewers;

    ObjectFrames(TickLog log, int count, Framing framing, Proof proof) {
        this.log = log;
        this.framing = framing;
        this.viewers = new Viewer[count];
        Arrays.fill(frames, Unpooled.EMPTY_BUFFER);
        Arrays.fill(offsets, -1);
        for (int i = 0; i < count; i++) {
            viewers[i] = new Viewer(log.open(new DeliveryPolicy.Block(), () -> {}), new DrainedChannel(proof));
        }
    }

    /// Appends so many events and brings them to every channel.
    long deliver(int events) {
        log.append(events);
        long bytes = 0;
        for (Viewer viewer : viewers) {
            int _ = viewer.cursor.poll(viewer, FRAMES);
            viewer.channel.flush();
            bytes += viewer.channel.bytes();
        }
        return bytes;
    }

    @Override
    public void close() {
        for (Viewer viewer : viewers) {
            viewer.channel.close();
        }
        for (ByteBuf frame : frames) {
            frame.release();
        }
    }

    private ByteBuf frame(Segment segment, int index) {
        long offset = RecordLayout.offset(segment.buffer(), index);
        int slot = (int) (offset & (FRAMES - 1));
        if (offsets[slot] != offset) {
            frames[slot].release();
            frames[slot] = encode(segment, index, offset);
            offsets[slot] = offset;
        }
        return frames[slot];
    }

    private ByteBuf encode(Segment segment, int index, long offset) {
        int length = RecordLayout.payloadLength(segment.buffer(), index);
        ByteBuf frame = PooledByteBufAllocator.DEFAULT.directBuffer(framing.encodedLengthMax(length));
        ByteBuf source = (ByteBuf) segment.view(AS_BYTE_BUF);
        int sourceIndex = segment.viewOffset() + RecordLayout.payloadIndex(index);
        framing.encode(Ticks.NAME, log.log().epoch(), offset, source, sourceIndex, length, frame);
        return frame;
    }

    /// One stream.
    private final class Viewer implements RecordHandler {
        private final LogCursor cursor;
        private final DrainedChannel channel;

        Viewer(LogCursor cursor, DrainedChannel channel) {
            this.cursor = cursor;
            this.channel = channel;
        }

        @Override
        public boolean onRecord(Segment segment, int index) {
            channel.write(frame(segment, index).retainedDuplicate(), channel.voidPromise());
            return true;
        }

        @Override
        public boolean onGap(long from, long to, GapReason reason) {
            throw new IllegalStateException("who gates misses nothing");
        }
    }
}
