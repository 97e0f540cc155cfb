package io.riptide.server.topic;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.stream.Framing;
import io.riptide.server.event.EventType;

/// Counts the bytes of the messages of one stream, for the summary of one that its client cancels.
@OnEventLoop
final class CountingFraming implements Framing {
    private static final byte[] MESSAGE = EventType.NAMES.name(EventType.MESSAGE.recordType());

    private final Framing framing;
    private long messageBytes;

    CountingFraming(Framing framing) {
        this.framing = framing;
    }

    /// Bytes of messages framed so far, without their framing.
    long messageBytes() {
        return messageBytes;
    }

    @Override
    public int encodedLengthMax(int lengthBytes) {
        return framing.encodedLengthMax(lengthBytes);
    }

    /// Gaps and the like are no messages; the name of a type is always the same array.
    @Override
    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    public void encode(
            byte[] type, byte[] epoch, long offset, ByteBuf source, int index, int lengthBytes, ByteBuf out) {
        if (type == MESSAGE) {
            messageBytes += lengthBytes;
        }
        framing.encode(type, epoch, offset, source, index, lengthBytes, out);
    }

    @Override
    public void encodePreamble(ByteBuf out) {
        framing.encodePreamble(out);
    }

    @Override
    public void encodeHeartbeat(int nextMs, ByteBuf out) {
        framing.encodeHeartbeat(nextMs, out);
    }
}
