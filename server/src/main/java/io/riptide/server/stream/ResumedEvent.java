package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.stream.Framing;

/// The event that a resumed stream begins with. Its id is the client's own cursor, so that a client that is cut
/// off right behind it resumes at the same place.
///
/// @param epoch epoch of the cursor
/// @param offset offset of the cursor
/// @param event the whole object
@SuppressWarnings("ArrayRecordComponent") // made for one stream, compared by nobody
record ResumedEvent(byte[] epoch, long offset, byte[] event) {
    private static final byte[] TYPE = "resumed".getBytes(US_ASCII);

    /// `framing` with this event before all others.
    Framing before(Framing framing) {
        return new Prefixed(framing, this);
    }

    @OnEventLoop
    private record Prefixed(Framing framing, ResumedEvent resumed) implements Framing {
        @Override
        public int encodedLengthMax(int lengthBytes) {
            return framing.encodedLengthMax(lengthBytes);
        }

        @Override
        public void encode(
                byte[] type, byte[] epoch, long offset, ByteBuf source, int index, int lengthBytes, ByteBuf out) {
            framing.encode(type, epoch, offset, source, index, lengthBytes, out);
        }

        /// Longer than a preamble may be, and so makes its own room.
        @Override
        public void encodePreamble(ByteBuf out) {
            framing.encodePreamble(out);
            byte[] event = resumed.event;
            out.ensureWritable(framing.encodedLengthMax(event.length));
            framing.encode(TYPE, resumed.epoch, resumed.offset, Unpooled.wrappedBuffer(event), 0, event.length, out);
        }

        @Override
        public void encodeHeartbeat(int nextMs, ByteBuf out) {
            framing.encodeHeartbeat(nextMs, out);
        }
    }
}
