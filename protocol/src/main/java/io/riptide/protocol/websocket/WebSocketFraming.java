package io.riptide.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.stream.Framing;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Frames an event as one text message, with the client's name of the stream before the event's own fields.
///
/// ```
///  {"type":"tick","id":…}   ─►   81 len {"stream":"s1","type":"tick","id":…}
/// ```
///
/// Without a stream id, for a socket that carries one stream only, the event goes out as it is.
///
/// - **Threading:** on the event loop. One instance a stream; no state but its prefix.
/// - **Ownership:** borrows `source` and `out`.
/// - **Bounds:** appends exactly [#encodedLengthMax] bytes. No allocation.
/// - **Source:** RFC 6455, 5.2.
@OnEventLoop
public final class WebSocketFraming implements Framing {
    private final byte[] prefix;

    /// Streams of the same name on different sockets are framed alike.
    private record ShareKey(ByteBuffer prefix) {}

    /// `streamId` is the client's, any text.
    public WebSocketFraming(Optional<String> streamId) {
        this.prefix = streamId.map(WebSocketFraming::prefix).orElse(new byte[0]).clone();
    }

    @Override
    public int encodedLengthMax(int lengthBytes) {
        int payloadBytes = payloadBytes(lengthBytes);
        return FrameHeader.lengthBefore(payloadBytes) + payloadBytes;
    }

    @Override
    public void encode(
            byte[] type, byte[] epoch, long offset, ByteBuf source, int index, int lengthBytes, ByteBuf out) {
        assert lengthBytes > 2 && source.getByte(index) == '{' : lengthBytes;
        assert out.writableBytes() >= encodedLengthMax(lengthBytes) : out;
        FrameHeader.write(FrameHeader.FIN | FrameHeader.OP_TEXT, payloadBytes(lengthBytes), out);
        if (prefix.length > 0) {
            out.writeBytes(prefix);
        }
        int skipped = braceBytes();
        out.writeBytes(source, index + skipped, lengthBytes - skipped);
    }

    @Override
    public Object shareKey() {
        return new ShareKey(ByteBuffer.wrap(prefix));
    }

    /// What stands in front of the event.
    byte[] prefix() {
        return prefix;
    }

    /// How much of the event the prefix replaces: its opening brace.
    int braceBytes() {
        return prefix.length == 0 ? 0 : 1;
    }

    private int payloadBytes(int lengthBytes) {
        return prefix.length + lengthBytes - braceBytes();
    }

    private static byte[] prefix(String streamId) {
        StringBuilder json = new StringBuilder("{\"stream\":\"");
        streamId.codePoints().forEach(codePoint -> appendEscaped(json, codePoint));
        return json.append("\",").toString().getBytes(UTF_8);
    }

    /// A lone surrogate has no UTF-8, but JSON can say it.
    private static void appendEscaped(StringBuilder json, int codePoint) {
        if (codePoint == '"' || codePoint == '\\') {
            json.append('\\').append((char) codePoint);
        } else if (codePoint < ' ' || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)) {
            json.append("\\u").append(String.format("%04x", codePoint));
        } else {
            json.appendCodePoint(codePoint);
        }
    }
}
