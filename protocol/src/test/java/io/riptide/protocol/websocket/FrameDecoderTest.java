package io.riptide.protocol.websocket;

import static io.riptide.protocol.websocket.ClientFrames.concat;
import static io.riptide.protocol.websocket.ClientFrames.frame;
import static io.riptide.protocol.websocket.ClientFrames.head;
import static io.riptide.protocol.websocket.ClientFrames.hex;
import static io.riptide.protocol.websocket.ClientFrames.masked;
import static io.riptide.protocol.websocket.ClientFrames.ping;
import static io.riptide.protocol.websocket.ClientFrames.repeat;
import static io.riptide.protocol.websocket.ClientFrames.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
    private static final byte[] NONE = {};

    @AfterEach
    void nothingLeaks() {
        LeakPresenceDetector.check();
    }

    @Test
    void theExampleOfTheRfcIsHello() {
        assertThat(Transcript.plain(hex("81 85 37fa213d 7f9f4d5158"))).containsExactly("TEXT Hello");
    }

    @Test
    void theFragmentedExampleOfTheRfcIsHello() {
        assertThat(Transcript.plain(frame(0x01, "Hel".getBytes(UTF_8)), frame(0x80, "lo".getBytes(UTF_8))))
                .containsExactly("TEXT Hello");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 15, 125, 126, 127, 128, 129, 255, 256, 1000})
    void everyLengthOfTextArrivesWhole(int length) {
        String payload = "*".repeat(length);
        assertThat(Transcript.plain(text(payload), text("next"))).containsExactly("TEXT " + payload, "TEXT next");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 128, 300})
    void everyLengthOfBinaryArrivesWhole(int length) {
        assertThat(Transcript.plain(ClientFrames.binary(repeat(0xfe, length))))
                .containsExactly("BINARY " + "fe".repeat(length));
    }

    @ParameterizedTest
    @ValueSource(ints = {65535, 65536, 65537, 1 << 20})
    void longLengthsArriveWhole(int length) {
        List<byte[]> whole = List.of(ClientFrames.binary(repeat(0xab, length)));
        assertThat(Transcript.read(whole, false, 1 << 20)).containsExactly("BINARY " + "ab".repeat(length));
    }

    @Test
    void unmaskedFramesFail() {
        assertThat(Transcript.plain(hex("81 05 48656c6c6f"))).containsExactly("FAIL 1002 client frames must be masked");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70})
    void reservedBitsFailInEveryKindOfFrame(int bits) {
        for (int opcode : new int[] {0x1, 0x2, 0x8, 0x9, 0xa}) {
            assertFails(1002, frame(0x80 | bits | opcode, NONE));
        }
        assertFails(1002, frame(0x01, NONE), frame(0x80 | bits, NONE));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x10, 0x20, 0x30, 0x50, 0x60, 0x70})
    void deflateAllowsNoReservedBitButTheFirst(int bits) {
        assertThat(Transcript.deflating(frame(0x81 | bits, NONE)))
                .singleElement()
                .asString()
                .startsWith("FAIL 1002");
    }

    @Test
    void theDeflateBitFailsOutsideOfTheFirstFrame() {
        for (int first : new int[] {0xc0 | 0x8, 0xc0 | 0x9, 0xc0 | 0xa}) {
            assertThat(Transcript.deflating(frame(first, NONE)))
                    .singleElement()
                    .asString()
                    .startsWith("FAIL 1002");
        }
        assertThat(Transcript.deflating(frame(0x41, hex("00")), frame(0xc0, NONE)))
                .containsExactly("FAIL 1002 RSV1 must be 0 in continuation frames");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void reservedOpcodesFail(int opcode) {
        assertFails(1002, frame(0x80 | opcode, NONE));
        assertFails(1002, frame(0x80 | opcode, "x".getBytes(UTF_8)));
        assertThat(Transcript.plain(text("before"), frame(0x80 | opcode, NONE), text("after")))
                .containsExactly("TEXT before", "FAIL 1002 the opcode is reserved");
    }

    @Test
    void controlFramesMustBeFinal() {
        for (int opcode : new int[] {0x8, 0x9, 0xa}) {
            assertFails(1002, frame(opcode, NONE));
        }
    }

    @Test
    void controlFramesCarryAtMost125Bytes() {
        for (int opcode : new int[] {0x8, 0x9, 0xa}) {
            assertThat(Transcript.plain(frame(0x80 | opcode, repeat('a', 125))))
                    .hasSize(1)
                    .doesNotContain("FAIL");
            assertFails(1002, frame(0x80 | opcode, repeat('a', 126)));
            assertFails(1002, head(0x80 | opcode, 65536));
        }
    }

    @Test
    void closeFramesCarryNoSingleByte() {
        assertFails(1002, frame(0x88, new byte[1]));
    }

    @Test
    void theLengthMustTakeTheFewestBytes() {
        assertFails(1002, hex("81 fe 0000 00000000"));
        assertFails(1002, hex("81 fe 007d 00000000"));
        assertFails(1002, hex("81 ff 0000000000000000 00000000"));
        assertFails(1002, hex("81 ff 000000000000007e 00000000"));
        assertFails(1002, hex("81 ff 000000000000ffff 00000000"));
    }

    @Test
    void theHighestBitOfTheLengthMustBeZero() {
        assertFails(1002, hex("81 ff 8000000000000000 00000000"));
        assertFails(1002, hex("81 ff ffffffffffffffff 00000000"));
    }

    @Test
    void aContinuationNeedsAMessage() {
        assertFails(1002, frame(0x80, NONE));
        assertFails(1002, frame(0x00, NONE));
        assertThat(Transcript.plain(text("a"), frame(0x80, NONE)))
                .containsExactly("TEXT a", "FAIL 1002 nothing to continue");
    }

    @Test
    void aMessageMustEndBeforeTheNextBegins() {
        assertThat(Transcript.plain(frame(0x01, "a".getBytes(UTF_8)), text("b")))
                .containsExactly("FAIL 1002 the message before is not finished");
        assertFails(1002, frame(0x02, NONE), frame(0x02, NONE));
    }

    @Test
    void controlFramesMayComeBetweenFragments() {
        assertThat(Transcript.plain(
                        frame(0x01, "one ".getBytes(UTF_8)),
                        ping("?"),
                        frame(0x00, NONE),
                        frame(0x8a, NONE),
                        frame(0x00, "two ".getBytes(UTF_8)),
                        ping(""),
                        frame(0x80, "three".getBytes(UTF_8)),
                        text("four")))
                .containsExactly("CONTROL 9 3f", "CONTROL a ", "CONTROL 9 ", "TEXT one two three", "TEXT four");
    }

    @Test
    void emptyFragmentsMakeAnEmptyMessage() {
        assertThat(Transcript.plain(frame(0x01, NONE), frame(0x00, NONE), frame(0x80, NONE)))
                .containsExactly("TEXT ");
        assertThat(Transcript.plain(frame(0x01, NONE), frame(0x80, "x".getBytes(UTF_8))))
                .containsExactly("TEXT x");
    }

    @Test
    void textMayBeCutInsideACharacter() {
        byte[] smiley = "\uD83D\uDE00".getBytes(UTF_8);
        assertThat(Transcript.plain(
                        frame(0x01, Arrays.copyOf(smiley, 1)),
                        frame(0x00, Arrays.copyOfRange(smiley, 1, 3)),
                        frame(0x80, Arrays.copyOfRange(smiley, 3, 4))))
                .containsExactly("TEXT \uD83D\uDE00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff",
                "fe",
                "80",
                "bf",
                "c0 80",
                "c1 bf",
                "e0 80 80",
                "e0 9f bf",
                "f0 80 80 80",
                "f0 8f bf bf",
                "ed a0 80",
                "ed bf bf",
                "f4 90 80 80",
                "f5 80 80 80",
                "f8 88 80 80 80",
                "ce",
                "ce ce",
                "e2 82",
                "f0 9f 98",
                "ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65 64 69 74 65 64"
            })
    void textMustBeUtf8(String payload) {
        assertThat(Transcript.plain(frame(0x81, hex(payload)))).containsExactly("FAIL 1007 text must be UTF-8");
        assertThat(Transcript.plain(frame(0x82, hex(payload)))).containsExactly("BINARY " + payload.replace(" ", ""));
    }

    @Test
    void badTextFailsBeforeItsFrameIsWhole() {
        byte[] announced = head(0x81, 1000);
        byte[] payload = masked(concat("κόσμε".getBytes(UTF_8), hex("f4 90")));
        assertFails(1007, announced, payload);
    }

    @Test
    void badTextFailsInTheFragmentThatBreaksIt() {
        assertFails(1007, frame(0x01, "κόσμε".getBytes(UTF_8)), frame(0x00, hex("f4")), frame(0x00, hex("90")));
    }

    @Test
    void textMustNotEndInsideACharacter() {
        assertFails(1007, frame(0x01, hex("f0 9f")), frame(0x80, NONE));
    }

    @Test
    void tooLongAMessageFailsOnItsHeader() {
        assertThat(Transcript.limited(1000, false, head(0x82, 1001)))
                .containsExactly("FAIL 1009 a message takes at most 1000");
        assertThat(Transcript.limited(1000, false, head(0x82, Long.MAX_VALUE)))
                .containsExactly("FAIL 1009 a message takes at most 1000");
        assertThat(Transcript.limited(1000, false, frame(0x82, new byte[1000])))
                .hasSize(1)
                .doesNotContain("FAIL");
    }

    @Test
    void theLimitHoldsForTheSumOfFragments() {
        byte[] sixHundred = new byte[600];
        assertThat(Transcript.limited(1000, false, frame(0x02, sixHundred), head(0x00, 401)))
                .containsExactly("FAIL 1009 a message takes at most 1000");
        assertThat(Transcript.limited(1000, false, frame(0x02, sixHundred), frame(0x80, new byte[400])))
                .containsExactly("BINARY " + "00".repeat(1000));
    }

    @Test
    void sixtyFiveThousandFragmentsAreOneMessage() {
        List<byte[]> pieces = new ArrayList<>();
        pieces.add(frame(0x02, new byte[] {7}));
        byte[] fragment = frame(0x00, new byte[] {7});
        for (int i = 0; i < 65_534; i++) {
            pieces.add(fragment);
        }
        pieces.add(frame(0x80, new byte[] {7}));
        assertThat(Transcript.read(pieces, false, 65_536)).containsExactly("BINARY " + "07".repeat(65_536));
    }

    private static void assertFails(int code, byte[]... bytes) {
        assertThat(Transcript.plain(bytes)).singleElement().asString().startsWith("FAIL " + code);
    }
}
