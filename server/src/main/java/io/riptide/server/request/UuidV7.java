package io.riptide.server.request;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.concurrent.ThreadLocalRandom;

/// Names that sort by the time they were made.
///
/// - **Source:** RFC 9562, 5.7: 48 bits of milliseconds, version 7, 74 random bits.
public final class UuidV7 {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final int LENGTH = 36;

    private UuidV7() {}

    /// A new one in its usual form.
    public static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (System.currentTimeMillis() << 16) | 0x7000 | random.nextInt(0x1000);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        byte[] text = new byte[LENGTH];
        int digit = 0;
        for (int i = 0; i < LENGTH; i++) {
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                text[i] = '-';
            } else {
                long half = digit < 16 ? high : low;
                text[i] = HEX[(int) (half >>> (60 - 4 * (digit & 15))) & 15];
                digit++;
            }
        }
        return new String(text, US_ASCII);
    }
}
