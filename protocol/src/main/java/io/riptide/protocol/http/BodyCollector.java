package io.riptide.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.riptide.protocol.HttpProtocolException;
import io.riptide.protocol.OnEventLoop;

/// Content of one request as it arrives, in one buffer that grows with it: a length merely declared costs
/// nothing.
@OnEventLoop
final class BodyCollector {
    private static final int FIRST_BYTES_MAX = 16 * 1024;

    private final ByteBufAllocator allocator;
    private final long declaredLength;
    private final int bytesMax;
    private final BodyReceiver receiver;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;

    BodyCollector(ByteBufAllocator allocator, long declaredLength, int bytesMax, BodyReceiver receiver) {
        this.allocator = allocator;
        this.declaredLength = declaredLength;
        this.bytesMax = bytesMax;
        this.receiver = receiver;
    }

    /// Moves `lengthBytes` from `in` here.
    void take(ByteBuf in, int lengthBytes) throws HttpProtocolException {
        if (lengthBytes > bytesMax - body.readableBytes()) {
            throw new HttpProtocolException(413, "content of this request has at most " + bytesMax + " bytes");
        }
        if (body.capacity() == 0) {
            long expected = Math.max(declaredLength, lengthBytes);
            int firstBytes = Math.max(lengthBytes, (int) Math.min(expected, FIRST_BYTES_MAX));
            body = allocator.buffer(firstBytes, bytesMax);
        }
        body.writeBytes(in, lengthBytes);
    }

    /// Hands the content over.
    void complete() {
        ByteBuf whole = body;
        body = Unpooled.EMPTY_BUFFER;
        receiver.onBody(whole);
    }

    /// Drops the content.
    void release() {
        body.release();
        body = Unpooled.EMPTY_BUFFER;
    }
}
