package io.riptide.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;

/// Builds what a client sends: masked frames, right or wrong as asked.
final class ClientFrames {
    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private ClientFrames() {}

    static byte[] text(String text) {
        return frame(0x81, text.getBytes(UTF_8));
    }

    static byte[] binary(byte[] payload) {
        return frame(0x82, payload);
    }

    static byte[] ping(String payload) {
        return frame(0x89, payload.getBytes(UTF_8));
    }

    static byte[] close(int code, String reason) {
        return frame(0x88, concat(new byte[] {(byte) (code >> 8), (byte) code}, reason.getBytes(UTF_8)));
    }

    /// A masked frame with the fewest bytes of length.
    static byte[] frame(int firstByte, byte[] payload) {
        return concat(head(firstByte, payload.length), masked(payload));
    }

    /// First byte, length and mask of a frame whose payload does not follow.
    static byte[] head(int firstByte, long length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(firstByte);
        if (length <= 125) {
            out.write(0x80 | (int) length);
        } else if (length <= 0xffff) {
            out.write(0x80 | 126);
            writeField(out, length, 2);
        } else {
            out.write(0x80 | 127);
            writeField(out, length, 8);
        }
        out.writeBytes(MASK);
        return out.toByteArray();
    }

    static byte[] masked(byte[] payload) {
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= MASK[i & 3];
        }
        return masked;
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static byte[] repeat(int value, int times) {
        byte[] bytes = new byte[times];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /// Payload of a compressed message, without the tail.
    static byte[] deflated(byte[] payload) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(payload);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        int bytes;
        do {
            bytes = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, bytes);
        } while (bytes == buffer.length);
        deflater.end();
        return Arrays.copyOf(out.toByteArray(), out.size() - 4);
    }

    private static void writeField(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (value >>> (8 * i)));
        }
    }
}
