package io.riptide.protocol.websocket;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.stream.Framing;
import java.util.Optional;

/// Frames an event as [WebSocketFraming] does, compressed where that was agreed on and pays.
///
/// - **Threading:** on the event loop, whose deflater it uses.
/// - **Ownership:** borrows `source` and `out`.
/// - **Bounds:** never more than the plain frame. No allocation.
/// - **Source:** RFC 7692, 7.2.1.
@OnEventLoop
public final class DeflatedWebSocketFraming implements Framing {
    private final WebSocketFraming plain;
    private final DeflateTerms terms;
    private final int deflateBytesMin;

    /// No message refers to another, so who agreed on the same terms can take the same frames.
    private record ShareKey(Object plain, DeflateTerms terms, int deflateBytesMin) {}

    /// Compresses events of at least `deflateBytesMin` bytes.
    public DeflatedWebSocketFraming(Optional<String> streamId, DeflateTerms terms, int deflateBytesMin) {
        this.plain = new WebSocketFraming(streamId);
        this.terms = terms;
        this.deflateBytesMin = deflateBytesMin;
    }

    @Override
    public int encodedLengthMax(int lengthBytes) {
        return plain.encodedLengthMax(lengthBytes);
    }

    @Override
    public void encode(
            byte[] type, byte[] epoch, long offset, ByteBuf source, int index, int lengthBytes, ByteBuf out) {
        if (lengthBytes < deflateBytesMin || !appendDeflated(source, index, lengthBytes, out)) {
            plain.encode(type, epoch, offset, source, index, lengthBytes, out);
        }
    }

    @Override
    public Object shareKey() {
        return new ShareKey(plain.shareKey(), terms, deflateBytesMin);
    }

    private boolean appendDeflated(ByteBuf source, int index, int lengthBytes, ByteBuf out) {
        int skipped = plain.braceBytes();
        return MessageDeflater.ofLoop()
                .appendFrame(
                        FrameHeader.OP_TEXT,
                        terms,
                        plain.prefix(),
                        source,
                        index + skipped,
                        lengthBytes - skipped,
                        out);
    }
}
