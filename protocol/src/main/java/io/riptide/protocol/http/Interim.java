package io.riptide.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/// The interim answers this package gives.
final class Interim {
    private static final int HEAD_BYTES_MAX = "HTTP/1.1 102 Processing\r\n\r\n".length();

    private Interim() {}

    /// `100 Continue`, in a buffer the caller releases.
    static ByteBuf continueHead(ByteBufAllocator allocator) {
        return head(allocator, 100);
    }

    /// `102 Processing`, in a buffer the caller releases.
    static ByteBuf processingHead(ByteBufAllocator allocator) {
        return head(allocator, 102);
    }

    private static ByteBuf head(ByteBufAllocator allocator, int status) {
        ByteBuf out = allocator.buffer(HEAD_BYTES_MAX);
        ResponseHead.beginInterim(out, status);
        ResponseHead.end(out);
        return out;
    }
}
