package io.riptide.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.OnEventLoop;
import org.jspecify.annotations.Nullable;

/// Turns one event into the bytes of a transport.
///
/// An event is a compact JSON object in UTF-8 without a raw line end; the log refuses any other. It begins
/// `{"type":"…","id":"<epoch>-<offset>"`.
///
/// - **Threading:** on the event loop of the channel that gets the bytes.
/// - **Ownership:** borrows `source` and `out`; never retains, releases or moves a reader index.
/// - **Bounds:** appends at most [#encodedLengthMax] bytes, which the caller has made writable.
@OnEventLoop
public interface Framing {
    /// Most bytes that [#encodePreamble] or [#encodeHeartbeat] appends.
    int EXTRA_LENGTH_MAX = 64;

    /// Most bytes that an event of `lengthBytes` can take on the wire.
    int encodedLengthMax(int lengthBytes);

    /// Appends the event in `source[index, index + lengthBytes)` to `out`.
    ///
    /// `type` is the event's name in ASCII, `epoch` the eight characters of its log's epoch and `offset` its
    /// place there.
    void encode(byte[] type, byte[] epoch, long offset, ByteBuf source, int index, int lengthBytes, ByteBuf out);

    /// All that the bytes of an event depend on besides the event: framings with equal keys frame it alike, and
    /// streams that have them may share its frame. Null when no other stream's frames are like this one's.
    default @Nullable Object shareKey() {
        return null;
    }

    /// Appends what stands before the first event of a stream, if anything does.
    default void encodePreamble(ByteBuf out) {}

    /// Appends what tells a client, after a time without events, that the stream lives and when it will say so
    /// again; nothing when the transport has its own way.
    default void encodeHeartbeat(int nextMs, ByteBuf out) {}
}
