package io.riptide.protocol.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import io.riptide.protocol.OnEventLoop;
import java.util.zip.Deflater;

/// Deflates whole messages into frames, one after the other, for all connections of an event loop.
///
/// The JDK's deflater has a window of 32 KiB and no way to ask for less. A client that asked for a smaller one
/// still gets what it asked for: the input is cut into parts no longer than its window with a full flush after
/// each, and no reference crosses a full flush.
///
/// The length stands before the data and takes 2, 4 or 10 bytes by its size. So data goes to a scratch array
/// first, which holds all that the short heads can announce; what overflows it has the long head for certain.
///
/// - **Threading:** on the event loop it belongs to.
/// - **Ownership:** borrows `source` and `out`, moves only the writer index of `out`.
/// - **Bounds:** about 340 KiB a loop; a frame never takes more bytes than the plain frame would. No
///   allocation.
/// - **Source:** RFC 7692, 7.2.1 and 7.1.2.1; RFC 1951.
@OnEventLoop
final class MessageDeflater {
    private static final FastThreadLocal<MessageDeflater> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected MessageDeflater initialValue() {
            return new MessageDeflater();
        }

        @Override
        protected void onRemoval(MessageDeflater value) {
            value.deflater.end();
        }
    };

    /// The last of zlib's levels that do not search on for a better match: the time of a loop is everyone's.
    private static final int LEVEL = 3;

    /// `00 00 FF FF`, which each flush ends with and a message goes without.
    private static final int TAIL_BYTES = 4;

    private static final int SHORT_LENGTH_MAX = 0xffff;

    private final Deflater deflater = new Deflater(LEVEL, true);
    private final byte[] input = new byte[16 * 1024];
    private final byte[] output = new byte[SHORT_LENGTH_MAX + TAIL_BYTES + 1];
    private int outputBytes;
    private long spilledBytes;

    private MessageDeflater() {}

    static MessageDeflater ofLoop() {
        return OF_LOOP.get();
    }

    /// Appends `prefix` and `source[index, index + length)` as one compressed frame.
    ///
    /// False, and `out` as it was, when that would not be smaller than the plain frame.
    boolean appendFrame(
            int opcode, DeflateTerms terms, byte[] prefix, ByteBuf source, int index, int length, ByteBuf out) {
        int total = prefix.length + length;
        assert total > 0 : total;
        int frameIndex = out.writerIndex();
        boolean wholeWindow = terms.serverWindowBits() == DeflateTerms.WINDOW_BITS_MAX;
        int partMax = Math.min(input.length, 1 << terms.serverWindowBits());
        deflater.reset();
        outputBytes = 0;
        spilledBytes = 0;
        int fed = 0;
        while (fed < total) {
            int part = Math.min(partMax, total - fed);
            gather(prefix, source, index, fed, part);
            deflater.setInput(input, 0, part);
            fed += part;
            int flush = fed == total ? Deflater.SYNC_FLUSH : wholeWindow ? Deflater.NO_FLUSH : Deflater.FULL_FLUSH;
            if (!deflate(flush, opcode, total, out)) {
                out.writerIndex(frameIndex);
                return false;
            }
        }
        return finish(frameIndex, opcode, total, out);
    }

    /// Copies `part` bytes of prefix and source from place `from` on into the input.
    private void gather(byte[] prefix, ByteBuf source, int index, int from, int part) {
        int ofPrefix = Math.clamp(prefix.length - (long) from, 0, part);
        if (ofPrefix > 0) {
            System.arraycopy(prefix, from, input, 0, ofPrefix);
        }
        if (ofPrefix < part) {
            source.getBytes(index + from + ofPrefix - prefix.length, input, ofPrefix, part - ofPrefix);
        }
    }

    /// Runs the deflater until it has taken its input; false once there is no gain left.
    private boolean deflate(int flush, int opcode, int total, ByteBuf out) {
        while (true) {
            int room = output.length - outputBytes;
            int produced = deflater.deflate(output, outputBytes, room, flush);
            outputBytes += produced;
            if (spilledBytes + outputBytes > total) {
                return false;
            }
            if (produced < room) {
                return true;
            }
            spill(opcode, out);
        }
    }

    private void spill(int opcode, ByteBuf out) {
        if (spilledBytes == 0) {
            FrameHeader.write(FrameHeader.FIN | FrameHeader.RSV1 | opcode, Long.MAX_VALUE, out);
        }
        out.writeBytes(output, 0, outputBytes);
        spilledBytes += outputBytes;
        outputBytes = 0;
    }

    private boolean finish(int frameIndex, int opcode, int total, ByteBuf out) {
        long payloadBytes = spilledBytes + outputBytes - TAIL_BYTES;
        if (payloadBytes >= total) {
            out.writerIndex(frameIndex);
            return false;
        }
        if (spilledBytes == 0) {
            FrameHeader.write(FrameHeader.FIN | FrameHeader.RSV1 | opcode, payloadBytes, out);
            out.writeBytes(output, 0, outputBytes - TAIL_BYTES);
        } else {
            out.writeBytes(output, 0, outputBytes);
            out.writerIndex(out.writerIndex() - TAIL_BYTES);
            out.setLong(frameIndex + 2, payloadBytes);
        }
        return true;
    }
}
