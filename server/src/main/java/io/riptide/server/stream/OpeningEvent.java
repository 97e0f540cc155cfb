package io.riptide.server.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.engine.log.CursorId;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.stream.Framing;
import io.riptide.server.event.EventType;
import io.riptide.server.event.JsonEvent;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// The event that one stream alone begins with, and that is in no log: `resumed`, or the `metadata` of a
/// subscription. Its id is a cursor from which the client, cut off right behind it, resumes at the same place.
///
/// @param type its name
/// @param epoch epoch of the cursor
/// @param offset offset of the cursor
/// @param event the whole object
@SuppressWarnings("ArrayRecordComponent") // made for one stream, compared by nobody
public record OpeningEvent(byte[] type, byte[] epoch, long offset, byte[] event) {
    /// The event of this type that stands before the one at `next`, with the fields of `fields`, a compact
    /// object that is not empty.
    static OpeningEvent of(EventType type, byte[] epoch, long next, byte[] fields) {
        long offset = next == 0 ? CursorId.BEFORE_FIRST : next - 1;
        JsonEvent event = new JsonEvent(type, epoch, fields);
        UnsafeBuffer whole = new UnsafeBuffer(new byte[event.lengthMax()]);
        int length = event.write(offset, whole, 0);
        byte[] bytes = new byte[length];
        whole.getBytes(0, bytes);
        return new OpeningEvent(EventType.NAMES.name(type.recordType()), epoch, offset, bytes);
    }

    /// `framing` with this event before all others.
    Framing before(Framing framing) {
        return new Prefixed(framing, this);
    }

    /// Lets go of the event once it is written: a stream may live for days.
    @OnEventLoop
    private static final class Prefixed implements Framing {
        private final Framing framing;
        private @Nullable OpeningEvent opening;

        Prefixed(Framing framing, OpeningEvent opening) {
            this.framing = framing;
            this.opening = opening;
        }

        @Override
        public int encodedLengthMax(int lengthBytes) {
            return framing.encodedLengthMax(lengthBytes);
        }

        @Override
        public void encode(
                byte[] type, byte[] epoch, long offset, ByteBuf source, int index, int lengthBytes, ByteBuf out) {
            framing.encode(type, epoch, offset, source, index, lengthBytes, out);
        }

        /// Longer than a preamble may be, and so makes its own room, and that of what may follow.
        @Override
        public void encodePreamble(ByteBuf out) {
            framing.encodePreamble(out);
            OpeningEvent first = opening;
            assert first != null : "a stream begins once";
            byte[] event = first.event;
            out.ensureWritable(framing.encodedLengthMax(event.length) + EXTRA_LENGTH_MAX);
            framing.encode(first.type, first.epoch, first.offset, Unpooled.wrappedBuffer(event), 0, event.length, out);
            opening = null;
        }

        /// Behind the opening event all is as it would be without.
        @Override
        public @Nullable Object shareKey() {
            return framing.shareKey();
        }

        @Override
        public void encodeHeartbeat(int nextMs, ByteBuf out) {
            framing.encodeHeartbeat(nextMs, out);
        }
    }
}
