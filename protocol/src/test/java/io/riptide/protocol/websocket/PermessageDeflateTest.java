package io.riptide.protocol.websocket;

import static io.riptide.protocol.websocket.ClientFrames.deflated;
import static io.riptide.protocol.websocket.ClientFrames.frame;
import static io.riptide.protocol.websocket.ClientFrames.hex;
import static io.riptide.protocol.websocket.ClientFrames.ping;
import static io.riptide.protocol.websocket.ClientFrames.repeat;
import static io.riptide.protocol.websocket.ClientFrames.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermessageDeflateTest {
    private static final byte[] NONE = {};
    private static final DeflateTerms WHOLE_WINDOW = new DeflateTerms(15, false);

    @AfterEach
    void nothingLeaks() {
        LeakPresenceDetector.check();
    }

    /// RFC 7692, 7.2.3.1.
    @Test
    void theOneFrameExampleOfTheRfcIsHello() {
        assertThat(Transcript.deflating(frame(0xc1, hex("f2 48 cd c9 c9 07 00"))))
                .containsExactly("TEXT Hello");
    }

    /// RFC 7692, 7.2.3.1, in two frames.
    @Test
    void theFragmentedExampleOfTheRfcIsHello() {
        assertThat(Transcript.deflating(frame(0x41, hex("f2 48 cd")), frame(0x80, hex("c9 c9 07 00"))))
                .containsExactly("TEXT Hello");
    }

    /// RFC 7692, 7.2.3.3.
    @Test
    void storedBlocksAreUnderstood() {
        assertThat(Transcript.deflating(frame(0xc1, hex("00 05 00 fa ff 48 65 6c 6c 6f 00"))))
                .containsExactly("TEXT Hello");
    }

    /// RFC 7692, 7.2.3.4.
    @Test
    void aFinalBlockMayEndTheMessage() {
        assertThat(Transcript.deflating(frame(0xc1, hex("f3 48 cd c9 c9 07 00 00"))))
                .containsExactly("TEXT Hello");
        assertThat(Transcript.deflating(frame(0xc1, hex("f3 48 cd c9 c9 07 00"))))
                .containsExactly("TEXT Hello");
    }

    /// RFC 7692, 7.2.3.5.
    @Test
    void twoBlocksInOneMessageAreUnderstood() {
        assertThat(Transcript.deflating(frame(0xc1, hex("f2 48 05 00 00 00 ff ff ca c9 c9 07 00"))))
                .containsExactly("TEXT Hello");
    }

    @Test
    void blocksMayFollowAFinalBlock() {
        assertThat(Transcript.deflating(frame(0xc1, hex("f3 48 cd c9 c9 07 00 f2 48 cd c9 c9 07 00"))))
                .containsExactly("TEXT HelloHello");
    }

    @Test
    void finalBlocksWithoutEndFail() {
        byte[] emptyFinalBlocks = new byte[4000];
        for (int i = 0; i < emptyFinalBlocks.length; i += 2) {
            emptyFinalBlocks[i] = 3;
        }
        assertThat(Transcript.read(List.of(frame(0xc2, emptyFinalBlocks)), true, 1 << 20))
                .singleElement()
                .asString()
                .startsWith("FAIL 1007");
    }

    /// RFC 7692, 7.2.3.6.
    @Test
    void anEmptyMessageIsOneZeroByte() {
        assertThat(Transcript.deflating(frame(0xc1, hex("00")))).containsExactly("TEXT ");
        assertThat(Transcript.deflating(frame(0xc2, NONE))).containsExactly("BINARY ");
    }

    @Test
    void plainMessagesStayPlain() {
        assertThat(Transcript.deflating(text("plain"), frame(0xc1, hex("f2 48 cd c9 c9 07 00")), text("again")))
                .containsExactly("TEXT plain", "TEXT Hello", "TEXT again");
    }

    @Test
    void noContextGoesOverToTheNextMessage() {
        byte[] hello = frame(0xc1, hex("f2 48 cd c9 c9 07 00"));
        assertThat(Transcript.deflating(hello, hello)).containsExactly("TEXT Hello", "TEXT Hello");
        /* RFC 7692, 7.2.3.2: refers back to the message before, which was not agreed on. */
        assertThat(Transcript.deflating(hello, frame(0xc1, hex("f2 00 11 00 00"))))
                .first()
                .isEqualTo("TEXT Hello");
        assertThat(Transcript.deflating(hello, frame(0xc1, hex("f2 00 11 00 00")))
                        .get(1))
                .startsWith("FAIL 1007");
    }

    @Test
    void fragmentsMayBeCutAnywhereWithPingsBetween() {
        byte[] payload = deflated("a text, a text, and a text again".getBytes(UTF_8));
        for (int cut = 0; cut <= payload.length; cut++) {
            byte[] first = Arrays.copyOf(payload, cut);
            byte[] second = Arrays.copyOfRange(payload, cut, payload.length);
            assertThat(Transcript.deflating(frame(0x41, first), ping("?"), frame(0x00, NONE), frame(0x80, second)))
                    .containsExactly("CONTROL 9 3f", "TEXT a text, a text, and a text again");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "06", "f2 48 cd c9 c9 07 ff", "00 05 00 00 00 48", "04 01 02"})
    void invalidDataFails(String payload) {
        assertThat(Transcript.deflating(frame(0xc2, hex(payload))))
                .singleElement()
                .asString()
                .startsWith("FAIL 1007");
    }

    @Test
    void inflatedTextMustBeUtf8() {
        assertThat(Transcript.deflating(frame(0xc1, deflated(hex("48 ff 48")))))
                .containsExactly("FAIL 1007 text must be UTF-8");
        assertThat(Transcript.deflating(frame(0xc1, deflated(hex("48 e2 82")))))
                .containsExactly("FAIL 1007 text must be UTF-8");
        assertThat(Transcript.deflating(frame(0xc2, deflated(hex("48 ff 48"))))).containsExactly("BINARY 48ff48");
        assertThat(Transcript.deflating(frame(0xc1, deflated(hex("48 e2 82"))), text("x")))
                .hasSize(1);
    }

    @Test
    void theLimitHoldsForWhatComesOut() {
        assertThat(Transcript.limited(1000, true, frame(0xc2, deflated(new byte[1000]))))
                .hasSize(1)
                .doesNotContain("FAIL");
        assertThat(Transcript.limited(1000, true, frame(0xc2, deflated(new byte[1001]))))
                .containsExactly("FAIL 1009 a message takes at most 1000");
    }

    @Test
    void aBombEndsAtTheLimit() {
        byte[] bomb = deflated(new byte[64 << 20]);
        assertThat(Transcript.read(List.of(frame(0xc2, bomb)), true, 1 << 20))
                .containsExactly("FAIL 1009 a message takes at most 1048576");
    }

    @Test
    void whatCannotBeCompressedStaysWithinTheLimit() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        assertThat(Transcript.read(List.of(frame(0xc2, deflated(noise))), true, noise.length))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
    void referencesStayWithinTheWindow(int windowBits) throws DataFormatException {
        byte[] words =
                "the quick brown fox jumps over the lazy dog; ".repeat(4000).getBytes(UTF_8);
        byte[] frame = deflatedFrame(new DeflateTerms(windowBits, true), NONE, words);
        byte[] payload = payload(frame);
        assertThat(payload.length).isLessThan(words.length / 2);
        assertThat(inflate(payload)).isEqualTo(words);
        assertThat(DeflateDistances.longest(payload)).isLessThanOrEqualTo(1 << windowBits);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 200, 20_000, 65_000, 200_000, 900_000})
    void everyLengthOfHeadIsMinimal(int seedBytes) throws DataFormatException {
        byte[] halfNoise = new byte[seedBytes];
        new Random(seedBytes).nextBytes(halfNoise);
        for (int i = 0; i < halfNoise.length; i++) {
            halfNoise[i] &= 0x0f;
        }
        byte[] frame = deflatedFrame(WHOLE_WINDOW, "prefix ".repeat(60).getBytes(UTF_8), halfNoise);
        assertThat(frame[0] & 0xff).isEqualTo(0xc1);
        byte[] payload = payload(frame);
        assertThat(frame.length - payload.length).isEqualTo(FrameHeader.lengthBefore(payload.length));
        assertThat(inflate(payload))
                .isEqualTo(ClientFrames.concat("prefix ".repeat(60).getBytes(UTF_8), halfNoise));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 100, 70_000, 200_000})
    void whatDoesNotShrinkIsLeftAlone(int length) {
        byte[] noise = new byte[length];
        new Random(2).nextBytes(noise);
        ByteBuf source = Unpooled.wrappedBuffer(noise);
        ByteBuf out =
                Unpooled.buffer(FrameHeader.lengthBefore(length) + length, FrameHeader.lengthBefore(length) + length);
        assertThat(MessageDeflater.ofLoop().appendFrame(2, WHOLE_WINDOW, NONE, source, 0, length, out))
                .isFalse();
        assertThat(out.readableBytes()).isZero();
        source.release();
        out.release();
    }

    private static byte[] deflatedFrame(DeflateTerms terms, byte[] prefix, byte[] bytes) {
        ByteBuf source = Unpooled.wrappedBuffer(bytes);
        int length = prefix.length + bytes.length;
        ByteBuf out =
                Unpooled.buffer(FrameHeader.lengthBefore(length) + length, FrameHeader.lengthBefore(length) + length);
        assertThat(MessageDeflater.ofLoop().appendFrame(1, terms, prefix, source, 0, bytes.length, out))
                .isTrue();
        byte[] frame = new byte[out.readableBytes()];
        out.readBytes(frame);
        source.release();
        out.release();
        return frame;
    }

    private static byte[] payload(byte[] frame) {
        int head = frame[1] < 126 ? 2 : frame[1] == 126 ? 4 : 10;
        return Arrays.copyOfRange(frame, head, frame.length);
    }

    private static byte[] inflate(byte[] payload) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        inflater.setInput(ClientFrames.concat(payload, hex("00 00 ff ff")));
        byte[] inflated = new byte[2 << 20];
        int length = inflater.inflate(inflated);
        inflater.end();
        return Arrays.copyOf(inflated, length);
    }

    @Test
    void theBudgetCountsWhatIsCollectedAndWhatComesOut() throws Exception {
        CountingBudget budget = new CountingBudget(1 << 20);
        MessageReader reader = new MessageReader(1 << 20, true, budget);
        byte[] payload = deflated(repeat('a', 300_000));
        ByteBuf in = Unpooled.wrappedBuffer(frame(0x42, Arrays.copyOf(payload, 100)));
        assertThat(reader.next(in.alloc(), in)).isEqualTo(MessageReader.Step.NEEDS_BYTES);
        assertThat(budget.used()).isBetween(100L, 512L);
        in.release();
        ByteBuf rest = Unpooled.wrappedBuffer(frame(0x80, Arrays.copyOfRange(payload, 100, payload.length)));
        assertThat(reader.next(rest.alloc(), rest)).isEqualTo(MessageReader.Step.BINARY);
        assertThat(reader.message().readableBytes()).isEqualTo(300_000);
        assertThat(budget.used()).isBetween(300_000L, 800_000L);
        reader.finishMessage(rest);
        assertThat(budget.used()).isZero();
        rest.release();
    }
}
