package io.riptide.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/// The one interim answer this package gives by itself.
final class Interim {
    private static final int HEAD_BYTES = "HTTP/1.1 100 Continue\r\n\r\n".length();

    private Interim() {}

    /// `100 Continue`, in a buffer the caller releases.
    static ByteBuf continueHead(ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer(HEAD_BYTES);
        ResponseHead.beginInterim(out, 100);
        ResponseHead.end(out);
        return out;
    }
}
