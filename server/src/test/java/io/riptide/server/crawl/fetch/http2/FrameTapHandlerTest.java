package io.riptide.server.crawl.fetch.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FrameTapHandlerTest {
    private static final int HEAD_BYTES_MAX = 20;

    // Length (3 bytes), type, flags, stream (4 bytes), payload.
    private static final String SETTINGS = "000006 04 00 00000000 000300000064";
    private static final String PING = "000008 06 00 00000000 0101010101010101";
    private static final String HEADERS_10 = "00000a 01 00 00000001 01010101010101010101";
    private static final String CONTINUATION_10 = "00000a 09 04 00000001 01010101010101010101";
    private static final String CONTINUATION_1 = "000001 09 04 00000001 01";
    private static final String DATA = "000003 00 01 00000001 010101";
    private static final String PUSH_PROMISE = "000004 05 04 00000001 00000002";

    private final Watch watch = new Watch();
    private final EmbeddedChannel channel = new EmbeddedChannel(new FrameTapHandler(HEAD_BYTES_MAX, watch));

    private static final class Watch implements AnswerWatch {
        boolean isAwaited = true;
        int heads;

        @Override
        public boolean isAwaited(Channel channel) {
            return isAwaited;
        }

        @Override
        public void onHeadBegins(Channel channel) {
            heads++;
        }
    }

    private static ByteBuf bytes(String... frames) {
        return Unpooled.wrappedBuffer(
                HexFormat.of().parseHex(String.join("", frames).replace(" ", "")));
    }

    private void pass(String... frames) {
        channel.writeInbound(bytes(frames));
        ByteBuf passed = channel.readInbound();
        ByteBuf expected = bytes(frames);
        assertThat(passed).isEqualTo(expected);
        passed.release();
        expected.release();
    }

    @Test
    void anAnswerBeginsWithTheFourthByteOfItsHead() {
        String stream = SETTINGS + PING + HEADERS_10 + CONTINUATION_10 + DATA;
        ByteBuf all = bytes(stream);
        int begin = bytes(SETTINGS, PING).readableBytes() + 4;
        for (int i = 0; i < all.readableBytes(); i++) {
            channel.writeInbound(all.copy(i, 1));
            assertThat(watch.heads).as("after byte " + i).isEqualTo(i + 1 < begin ? 0 : 1);
        }
        channel.releaseInbound();
        all.release();
    }

    @Test
    void everySplitTellsTheSame() {
        ByteBuf all = bytes(SETTINGS, HEADERS_10, CONTINUATION_10, DATA, PING, HEADERS_10, DATA);
        for (int i = 0; i <= all.readableBytes(); i++) {
            Watch own = new Watch();
            EmbeddedChannel split = new EmbeddedChannel(new FrameTapHandler(HEAD_BYTES_MAX, own));
            split.writeInbound(all.copy(0, i), all.copy(i, all.readableBytes() - i));
            assertThat(own.heads).as("cut at " + i).isEqualTo(2);
            split.releaseInbound();
        }
        all.release();
    }

    @Test
    void framesOfTheConnectionNeedNobodyWhoWaits() {
        watch.isAwaited = false;
        pass(SETTINGS, PING);
        assertThat(watch.heads).isZero();
    }

    @Test
    void anAnswerNobodyWaitsForIsAFault() {
        for (String frame : new String[] {HEADERS_10, DATA, CONTINUATION_10}) {
            watch.isAwaited = false;
            EmbeddedChannel quiet = new EmbeddedChannel(new FrameTapHandler(HEAD_BYTES_MAX, watch));
            ByteBuf said = bytes(frame);
            assertThatExceptionOfType(Http2Exception.class)
                    .isThrownBy(() -> quiet.writeInbound(said))
                    .withMessageContaining("nobody asked");
            assertThat(said.refCnt()).isZero();
        }
    }

    @Test
    void aHeadMayBeAsLongAsTheBoundInAllItsFrames() {
        pass(HEADERS_10, CONTINUATION_10);
        pass(HEADERS_10, CONTINUATION_10);
        assertThatExceptionOfType(Http2Exception.class)
                .isThrownBy(() -> channel.writeInbound(bytes(CONTINUATION_1)))
                .withCauseInstanceOf(TooLongFrameException.class);
    }

    @Test
    void nothingPassesAfterAFault() {
        assertThatExceptionOfType(Http2Exception.class).isThrownBy(() -> channel.writeInbound(bytes(PUSH_PROMISE)));
        ByteBuf more = bytes(PING);
        channel.writeInbound(more);
        assertThat(more.refCnt()).isZero();
        assertThat(channel.<Object>readInbound()).isNull();
    }

    @Test
    void framesWithoutContentAreCountedBetweenHeads() {
        ByteBuf pings = bytes(PING.repeat(FrameTapHandler.BARE_FRAMES_MAX));
        assertThatNoException().isThrownBy(() -> {
            channel.writeInbound(pings.copy());
            channel.writeInbound(bytes(HEADERS_10));
            channel.writeInbound(pings.copy());
        });
        assertThatExceptionOfType(Http2Exception.class).isThrownBy(() -> channel.writeInbound(bytes(PING)));
        channel.releaseInbound();
        pings.release();
    }
}
