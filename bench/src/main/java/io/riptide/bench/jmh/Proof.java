package io.riptide.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.agrona.DirectBuffer;

/// Remembers what a benchmark's operations produced, so that a test can tell whether two of them do the same
/// job. While nobody has asked, one look at a field.
public final class Proof {
    private final CRC32 crc = new CRC32();
    private boolean isWanted;
    private long length;

    /// Remembers from now on.
    public void want() {
        isWanted = true;
    }

    /// Whether somebody asked.
    public boolean isWanted() {
        return isWanted;
    }

    /// The readable bytes of `bytes` were produced; borrows them.
    public void see(ByteBuf bytes) {
        if (isWanted) {
            for (ByteBuffer part : bytes.nioBuffers()) {
                length += part.remaining();
                crc.update(part);
            }
        }
    }

    /// These bytes were produced.
    public void see(DirectBuffer buffer, int index, int lengthBytes) {
        if (isWanted) {
            byte[] bytes = new byte[lengthBytes];
            buffer.getBytes(index, bytes);
            see(Unpooled.wrappedBuffer(bytes));
        }
    }

    /// This text was produced.
    public void see(CharSequence text) {
        if (isWanted) {
            see(Unpooled.copiedBuffer(text, UTF_8));
        }
    }

    /// This number was.
    public void see(long number) {
        if (isWanted) {
            see(Unpooled.copyLong(number));
        }
    }

    /// How much was produced, and a sum over it.
    public String verdict() {
        return length + " bytes, CRC " + Long.toHexString(crc.getValue());
    }

    /// Whether nothing was.
    public boolean isEmpty() {
        return length == 0;
    }
}
