package io.riptide.protocol.websocket;

import static io.riptide.protocol.websocket.ClientFrames.concat;
import static io.riptide.protocol.websocket.ClientFrames.deflated;
import static io.riptide.protocol.websocket.ClientFrames.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Random sessions, whole and damaged; a failure names its seed.
class FrameFuzzTest {
    private static final int SESSIONS = 3000;
    private static final int MESSAGE_BYTES_MAX = 5000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @AfterEach
    void nothingLeaks() {
        LeakPresenceDetector.check();
    }

    @Test
    void validSessionsAreReadAsTheyWereMeant() {
        for (int i = 0; i < SESSIONS; i++) {
            List<String> expected = new ArrayList<>();
            byte[] bytes = session(expected);
            assertThat(Transcript.read(cut(bytes), true, MESSAGE_BYTES_MAX))
                    .as("seed=%d session=%d", seed, i)
                    .isEqualTo(expected);
        }
    }

    /// However the bytes are damaged, every way of cutting them tells the same story.
    @Test
    void damagedSessionsAreReadTheSameHoweverTheyAreCut() {
        for (int i = 0; i < SESSIONS; i++) {
            byte[] bytes = session(new ArrayList<>());
            for (int damage = random.nextInt(4); damage >= 0; damage--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            List<String> whole = Transcript.read(List.of(bytes), true, MESSAGE_BYTES_MAX);
            assertThat(Transcript.read(cut(bytes), true, MESSAGE_BYTES_MAX))
                    .as("seed=%d session=%d", seed, i)
                    .isEqualTo(whole);
        }
    }

    @Test
    void noiseNeverDoesMoreThanFail() {
        for (int i = 0; i < SESSIONS; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            List<String> whole = Transcript.read(List.of(bytes), true, MESSAGE_BYTES_MAX);
            assertThat(Transcript.read(cut(bytes), true, MESSAGE_BYTES_MAX))
                    .as("seed=%d session=%d", seed, i)
                    .isEqualTo(whole);
        }
    }

    private byte[] session(List<String> expected) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int messages = 1 + random.nextInt(5); messages > 0; messages--) {
            message(out, expected);
        }
        return out.toByteArray();
    }

    private void message(ByteArrayOutputStream out, List<String> expected) {
        boolean text = random.nextBoolean();
        boolean deflate = random.nextInt(3) == 0;
        String words = randomText(random.nextInt(300));
        byte[] payload = words.getBytes(UTF_8);
        byte[] wire = deflate ? deflated(payload) : payload;
        int first = (text ? 1 : 2) | (deflate ? 0x40 : 0);
        int sent = 0;
        boolean last;
        do {
            int length = random.nextInt(3) == 0 ? wire.length - sent : random.nextInt(wire.length - sent + 1);
            last = sent + length == wire.length && random.nextBoolean();
            byte[] fragment = Arrays.copyOfRange(wire, sent, sent + length);
            out.writeBytes(frame(first | (last ? 0x80 : 0), fragment));
            sent += length;
            first = 0;
            if (!last && random.nextInt(4) == 0) {
                byte[] ping = new byte[random.nextInt(126)];
                out.writeBytes(frame(0x89, ping));
                expected.add("CONTROL 9 " + HexFormat.of().formatHex(ping));
            }
        } while (!last);
        expected.add(text ? "TEXT " + words : "BINARY " + HexFormat.of().formatHex(payload));
    }

    private String randomText(int length) {
        int[] codePoints = new int[length];
        for (int i = 0; i < length; i++) {
            int kind = random.nextInt(10);
            codePoints[i] = kind < 7
                    ? 'a' + random.nextInt(26)
                    : kind < 9 ? 0x80 + random.nextInt(0xd700) : 0x10000 + random.nextInt(0x100000);
        }
        return new String(codePoints, 0, length);
    }

    private List<byte[]> cut(byte[] bytes) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextBoolean() ? 8 : 300));
            pieces.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        assertThat(concat(pieces.toArray(new byte[0][]))).isEqualTo(bytes);
        return pieces;
    }
}
