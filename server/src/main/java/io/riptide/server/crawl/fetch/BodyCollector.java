package io.riptide.server.crawl.fetch;

import io.netty.buffer.ByteBuf;
import io.riptide.server.crawl.fetch.FetchRequest.Oversize;
import io.riptide.server.crawl.fetch.coding.ContentCodings;
import io.riptide.server.crawl.fetch.coding.ContentDecoder;
import io.riptide.server.crawl.fetch.coding.DecodeException;
import io.riptide.server.crawl.fetch.coding.DecodedBody;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects one body, undoing its coding and holding it to its bounds with every piece that comes.
///
/// - **Threading:** one thread at a time; the exchange's lock sees to it.
/// - **Ownership:** borrows each piece; [#close] frees the decoder.
/// - **Bounds:** those of [FetchLimits]. Memory: see [DecodedBody], plus the decoder's window.
/// - **Failure:** [BodyRefusedException] with `too_large` or `decode`.
final class BodyCollector implements AutoCloseable {
    private final FetchLimits limits;
    private final Oversize oversize;
    private final List<String> contentEncodings;
    private final DecodedBody decoded;
    private @Nullable ContentDecoder decoder;
    private long wireBytes;
    private boolean isTruncated;

    BodyCollector(FetchLimits limits, Oversize oversize, List<String> contentEncodings) {
        this.limits = limits;
        this.oversize = oversize;
        this.contentEncodings = contentEncodings;
        this.decoded = new DecodedBody(limits.decodedBytesMax());
    }

    long wireBytes() {
        return wireBytes;
    }

    /// Of the body, decoded.
    int lengthBytes() {
        return decoded.lengthBytes();
    }

    boolean isTruncated() {
        return isTruncated;
    }

    /// Looks at what the head announces, so that a body too large is not even begun.
    void announce(long contentLength) throws BodyRefusedException {
        if (contentLength > limits.wireBytesMax() && oversize == Oversize.FAIL) {
            throw tooLarge("Content-Length is " + contentLength, limits.wireBytesMax());
        }
    }

    /// Adds a piece; true when no more is wanted.
    boolean add(ByteBuf piece) throws BodyRefusedException {
        long room = limits.wireBytesMax() - wireBytes;
        int taken = (int) Math.min(piece.readableBytes(), room);
        boolean isOver = taken < piece.readableBytes();
        if (isOver && oversize == Oversize.FAIL) {
            throw tooLarge("the body goes on", limits.wireBytesMax());
        }
        wireBytes += taken;
        if (taken > 0) {
            decode(piece.nioBuffer(piece.readerIndex(), taken));
        }
        isTruncated |= isOver;
        return isTruncated;
    }

    private void decode(ByteBuffer source) throws BodyRefusedException {
        try {
            if (decoder == null) {
                // Only now: an answer without a body may name any coding it likes.
                decoder = ContentCodings.decoder(contentEncodings);
            }
            decoder.decode(source, decoded);
        } catch (DecodeException e) {
            throw new BodyRefusedException(FailureKind.DECODE, String.valueOf(e.getMessage()));
        }
        checkRatio();
        if (decoded.isOverfull()) {
            if (oversize == Oversize.FAIL) {
                throw tooLarge("the decoded body goes on", limits.decodedBytesMax());
            }
            decoded.cutToMax();
            isTruncated = true;
        }
    }

    private void checkRatio() throws BodyRefusedException {
        long length = decoded.lengthBytes();
        if (length > limits.ratioFreeBytes() && length > limits.ratioMax() * wireBytes) {
            throw new BodyRefusedException(
                    FailureKind.TOO_LARGE,
                    "the decoded body is more than " + limits.ratioMax() + " times its " + wireBytes + " wire bytes");
        }
    }

    /// The whole body, or as much of it as was wanted.
    PageBody finish() throws BodyRefusedException {
        try {
            if (decoder != null && !isTruncated) {
                decoder.finish();
            }
        } catch (DecodeException e) {
            throw new BodyRefusedException(FailureKind.DECODE, String.valueOf(e.getMessage()));
        }
        return new PageBody(decoded.segments(), decoded.lengthBytes());
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
        }
    }

    private static BodyRefusedException tooLarge(String what, long bytesMax) {
        return new BodyRefusedException(FailureKind.TOO_LARGE, what + " past the bound of " + bytesMax + " bytes");
    }
}
