package io.riptide.server.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Decodes one gzip stream as it comes, in whatever pieces: what can be told so far is told.
public final class Gunzip implements AutoCloseable {
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int TRAILER_LENGTH = 8;

    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private final ByteArrayOutputStream trailer = new ByteArrayOutputStream();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final Inflater inflater = new Inflater(true);

    /// Takes the next bytes.
    public Gunzip feed(byte... bytes) {
        int ofHeader = Math.min(HEADER.length - header.size(), bytes.length);
        header.write(bytes, 0, ofHeader);
        if (!inflater.finished()) {
            inflate(bytes, ofHeader);
        } else {
            trailer.write(bytes, ofHeader, bytes.length - ofHeader);
        }
        return this;
    }

    /// The content so far.
    public byte[] content() {
        return content.toByteArray();
    }

    /// The content so far, as text.
    public String text() {
        return content.toString(UTF_8);
    }

    /// Whether all of it came, and nothing behind it; a false header or trailer fails the test.
    public boolean isWhole() {
        if (trailer.size() < TRAILER_LENGTH) {
            return false;
        }
        assertThat(header.toByteArray()).isEqualTo(HEADER);
        assertThat(trailer.size()).as("nothing behind the trailer").isEqualTo(TRAILER_LENGTH);
        CRC32 crc = new CRC32();
        crc.update(content());
        ByteBuffer told = ByteBuffer.wrap(trailer.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(told.getInt()).as("CRC").isEqualTo((int) crc.getValue());
        assertThat(told.getInt()).as("length").isEqualTo(content.size());
        return true;
    }

    private void inflate(byte[] bytes, int from) {
        byte[] piece = new byte[8192];
        inflater.setInput(bytes, from, bytes.length - from);
        try {
            for (int count = inflater.inflate(piece); count > 0; count = inflater.inflate(piece)) {
                content.write(piece, 0, count);
            }
        } catch (DataFormatException e) {
            throw new AssertionError(e);
        }
        if (inflater.finished()) {
            trailer.writeBytes(Arrays.copyOfRange(bytes, bytes.length - inflater.getRemaining(), bytes.length));
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
