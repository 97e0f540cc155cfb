package io.riptide.server.pipeline.record;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.riptide.engine.pipeline.frame.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A WAVE file of 32-bit floats, a track for each channel.
///
/// ```
/// RIFF length WAVE │ fmt  18  3 tracks rate … 32 bits, 0 │ fact 4 samples │ data length │ s00 s10 … s01 s11 …
/// 0                  12                                    38               50            58
/// ```
///
/// The lengths are right once it is closed. Before, they are those of what was written at the last change of the
/// buffer: after a kill the file is whole but for its end, and at most its lengths are wrong, too small by what
/// came since.
///
/// - **Bounds:** 4 GiB, which is as much as its lengths can say.
/// - **Failure:** [IllegalArgumentException] for a frame of another shape.
/// - **Source:** Microsoft, Multiple Channel Audio Data and WAVE Files; RFC 2361, appendix A
/// (`WAVE_FORMAT_IEEE_FLOAT`).
final class WaveRecording implements Recording {
    static final int HEADER_BYTES = 58;

    private static final int RIFF_PREFIX_BYTES = 8;
    private static final int FORMAT_BYTES = 18;
    private static final short IEEE_FLOAT = 3;
    private static final long LENGTH_MAX = 0xFFFF_FFFFL;

    private final RecordFile file;
    private final WaveShape shape;
    private final long sampleRate;
    private long toldBytes = HEADER_BYTES;

    WaveRecording(RecordFile file, WaveShape shape, long sampleRate) throws IOException {
        this.file = file;
        this.shape = shape;
        this.sampleRate = sampleRate;
        file.put(header(0), HEADER_BYTES);
    }

    @Override
    public void write(Frame frame, long bytesMax) throws IOException {
        shape.require(frame);
        file.requireRoom((long) blockBytes() * frame.length(0), Math.min(bytesMax, LENGTH_MAX));
        file.append(() -> {
            for (int i = 0; i < frame.length(0); i++) {
                for (int channel = 0; channel < frame.channelCount(); channel++) {
                    file.put((float) frame.samples(channel)[i]);
                }
            }
        });
        if (file.written() > toldBytes) {
            tellLengths();
        }
    }

    /// Tells the samples that are in the file, whole blocks of them.
    private void tellLengths() throws IOException {
        toldBytes = file.written();
        file.rewrite(header((toldBytes - HEADER_BYTES) / blockBytes()));
    }

    private int blockBytes() {
        return shape.channels().size() * Float.BYTES;
    }

    private byte[] header(long blocks) {
        long dataBytes = blocks * blockBytes();
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(US_ASCII))
                .putInt((int) (HEADER_BYTES - RIFF_PREFIX_BYTES + dataBytes))
                .put("WAVEfmt ".getBytes(US_ASCII))
                .putInt(FORMAT_BYTES)
                .putShort(IEEE_FLOAT)
                .putShort((short) shape.channels().size())
                .putInt((int) sampleRate)
                .putInt((int) (sampleRate * blockBytes()))
                .putShort((short) blockBytes())
                .putShort((short) Float.SIZE)
                .putShort((short) 0)
                .put("fact".getBytes(US_ASCII))
                .putInt(Integer.BYTES)
                .putInt((int) blocks)
                .put("data".getBytes(US_ASCII))
                .putInt((int) dataBytes)
                .array();
    }

    @Override
    public void close() throws IOException {
        try (file) {
            try {
                file.flush();
            } finally {
                if (file.written() >= HEADER_BYTES) {
                    tellLengths();
                }
            }
        }
    }
}
