package io.riptide.protocol.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.riptide.protocol.stream.Framing;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketFramingTest {
    private static final byte[] TYPE = "tick".getBytes(US_ASCII);
    private static final byte[] EPOCH = "0a1b2c3d".getBytes(US_ASCII);
    private static final DeflateTerms TERMS = new DeflateTerms(15, false);

    @AfterEach
    void nothingLeaks() {
        LeakPresenceDetector.check();
    }

    @Test
    void theStreamsNameStandsBeforeTheEventsFields() {
        assertThat(payload(encode(new WebSocketFraming(Optional.of("s1")), event(40))))
                .startsWith("{\"stream\":\"s1\",\"type\":\"tick\",")
                .endsWith("}");
    }

    @Test
    void withoutANameTheEventGoesAsItIs() {
        assertThat(payload(encode(new WebSocketFraming(Optional.empty()), event(40))))
                .isEqualTo(event(40));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {"a\"b|a\\\"b", "a\\b|a\\\\b", "é\uD83D\uDE00|é\uD83D\uDE00", "/|/"})
    void theNameIsEscapedForJson(String name, String escaped) {
        assertThat(payload(encode(new WebSocketFraming(Optional.of(name)), event(40))))
                .startsWith("{\"stream\":\"" + escaped + "\",\"type\"");
    }

    @Test
    void controlCharactersAndLoneSurrogatesAreEscaped() {
        assertThat(payload(encode(new WebSocketFraming(Optional.of("\n\u0000\uD800")), event(40))))
                .startsWith("{\"stream\":\"\\u000a\\u0000\\ud800\",\"type\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 108, 109, 110, 111, 125, 126, 127, 65_517, 65_518, 65_519, 65_535, 65_536, 1 << 20})
    void theHeadIsMinimalAndTheBoundExact(int lengthBytes) {
        for (Optional<String> name : java.util.List.of(Optional.<String>empty(), Optional.of("s1"))) {
            WebSocketFraming framing = new WebSocketFraming(name);
            byte[] frame = encode(framing, event(lengthBytes));
            int payloadBytes = lengthBytes + (name.isPresent() ? 14 : 0);
            assertThat(frame).hasSize(framing.encodedLengthMax(lengthBytes));
            assertThat(frame[0] & 0xff).isEqualTo(0x81);
            int announced = frame[1] & 0xff;
            assertThat(announced).isEqualTo(payloadBytes < 126 ? payloadBytes : payloadBytes < 65_536 ? 126 : 127);
            assertThat(payload(frame)).hasSize(payloadBytes);
        }
    }

    @Test
    void eventsAreReadFromTheirPlaceInTheBuffer() {
        byte[] bytes = ("xxxxx" + event(50) + "yyyyy").getBytes(UTF_8);
        ByteBuf source = Unpooled.wrappedBuffer(bytes);
        for (Framing framing : framings()) {
            ByteBuf out = Unpooled.buffer(framing.encodedLengthMax(50), framing.encodedLengthMax(50));
            framing.encode(TYPE, EPOCH, 7, source, 5, 50, out);
            assertThat(source.readerIndex()).isZero();
            assertThat(inflatedPayload(drain(out)))
                    .isEqualTo("{\"stream\":\"s1\"," + event(50).substring(1));
        }
        source.release();
    }

    private static Framing[] framings() {
        return new Framing[] {
            new WebSocketFraming(Optional.of("s1")), new DeflatedWebSocketFraming(Optional.of("s1"), TERMS, 20)
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 255, 256, 257, 1000, 20_000, 70_000, 1 << 20})
    void compressedEventsInflateToTheSame(int lengthBytes) {
        for (int windowBits : new int[] {8, 12, 15}) {
            Framing framing = new DeflatedWebSocketFraming(Optional.of("s1"), new DeflateTerms(windowBits, true), 256);
            byte[] frame = encode(framing, event(lengthBytes));
            assertThat(frame[0] & 0xff).isEqualTo(lengthBytes < 256 ? 0x81 : 0xc1);
            assertThat(frame.length).isLessThanOrEqualTo(framing.encodedLengthMax(lengthBytes));
            assertThat(inflatedPayload(frame))
                    .isEqualTo("{\"stream\":\"s1\"," + event(lengthBytes).substring(1));
        }
    }

    @Test
    void anEventThatDoesNotShrinkGoesPlain() {
        StringBuilder noise = new StringBuilder("{\"type\":\"");
        java.util.Random random = new java.util.Random(3);
        for (int i = 0; i < 30; i++) {
            noise.append((char) ('#' + random.nextInt(56)));
        }
        byte[] frame = encode(new DeflatedWebSocketFraming(Optional.empty(), TERMS, 1), noise + "\"}");
        assertThat(frame[0] & 0xff).isEqualTo(0x81);
        assertThat(payload(frame)).isEqualTo(noise + "\"}");
    }

    static String event(int lengthBytes) {
        String head = "{\"type\":\"tick\",\"pad\":\"";
        return head + "-".repeat(lengthBytes - head.length() - 2) + "\"}";
    }

    private static byte[] encode(Framing framing, String event) {
        byte[] bytes = event.getBytes(UTF_8);
        ByteBuf source = Unpooled.wrappedBuffer(bytes);
        int bound = framing.encodedLengthMax(bytes.length);
        ByteBuf out = Unpooled.buffer(bound, bound);
        framing.encode(TYPE, EPOCH, 7, source, 0, bytes.length, out);
        source.release();
        return drain(out);
    }

    private static byte[] drain(ByteBuf out) {
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        out.release();
        return bytes;
    }

    private static int headBytes(byte[] frame) {
        return frame[1] < 126 ? 2 : frame[1] == 126 ? 4 : 10;
    }

    private static String payload(byte[] frame) {
        return new String(frame, headBytes(frame), frame.length - headBytes(frame), UTF_8);
    }

    private static String inflatedPayload(byte[] frame) {
        if ((frame[0] & FrameHeader.RSV1) == 0) {
            return payload(frame);
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(frame, headBytes(frame), frame.length - headBytes(frame));
            byte[] inflated = new byte[2 << 20];
            return new String(inflated, 0, inflater.inflate(inflated), UTF_8);
        } catch (DataFormatException broken) {
            throw new AssertionError(broken);
        } finally {
            inflater.end();
        }
    }
}
