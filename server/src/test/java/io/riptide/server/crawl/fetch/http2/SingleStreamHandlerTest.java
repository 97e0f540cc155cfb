package io.riptide.server.crawl.fetch.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import java.nio.channels.ClosedChannelException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// With the real codec; the site is bytes.
class SingleStreamHandlerTest {
    // The first stream is 3: the codec keeps 1 for an upgrade.
    private static final String SETTINGS = "000000 04 00 00000000";
    private static final String NO_STREAMS = "000006 04 00 00000000 000300000000";
    private static final String HEAD_200 = "000001 01 04 00000003 88";
    private static final String DATA_3 = "000003 00 00 00000003 616263";
    private static final String LAST_DATA_3 = "000003 00 01 00000003 616263";

    private final Http2FrameCodec codec = ClientCodec.create(8_192);
    private final EmbeddedChannel channel = new EmbeddedChannel(codec, new SingleStreamHandler(() -> {}));

    @BeforeEach
    void begin() {
        say(SETTINGS);
        channel.releaseOutbound();
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private ByteBuf say(String... frames) {
        ByteBuf said = Unpooled.wrappedBuffer(
                HexFormat.of().parseHex(String.join("", frames).replace(" ", "")));
        channel.writeInbound(said);
        return said;
    }

    private static FullHttpRequest get() {
        return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Unpooled.EMPTY_BUFFER);
    }

    @Test
    void anAnswerIsHeadContentAndEnd() {
        channel.writeOutbound(get());
        say(HEAD_200, DATA_3, LAST_DATA_3);

        HttpResponse head = channel.readInbound();
        assertThat(head.status().code()).isEqualTo(200);
        assertThat(head.protocolVersion()).isEqualTo(HttpVersion.HTTP_1_1);
        for (int i = 0; i < 2; i++) {
            HttpContent piece = channel.readInbound();
            assertThat(piece).isNotInstanceOf(LastHttpContent.class);
            assertThat(piece.content()).isEqualTo(Unpooled.wrappedBuffer(new byte[] {'a', 'b', 'c'}));
            piece.release();
        }
        LastHttpContent last = channel.readInbound();
        assertThat(last.decoderResult().isSuccess()).isTrue();
        assertThat(SingleStreamHandler.isReusable(channel)).isTrue();
    }

    @Test
    void whatComesAfterAFaultIsFreed() {
        channel.writeOutbound(get());
        // Content first, then more of it.
        ByteBuf said = say(DATA_3, DATA_3, DATA_3);

        LastHttpContent fault = channel.readInbound();
        assertThat(fault.decoderResult().cause()).isInstanceOf(Http2Exception.class);
        assertThat(channel.<Object>readInbound()).isNull();
        assertThat(channel.isOpen()).isFalse();
        assertThat(said.refCnt()).isZero();
    }

    @Test
    void whatWaitsForTheWindowIsFreedWithTheConnection() {
        ByteBuf body = Unpooled.buffer().writeZero(1 << 20);
        ChannelFuture written =
                channel.writeAndFlush(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", body));
        assertThat(written.isDone()).isFalse();
        assertThat(body.refCnt()).isPositive();

        channel.close();
        channel.releaseOutbound();
        assertThat(written.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(body.refCnt()).isZero();
    }

    @Test
    void aRequestInPiecesIsOneStream() {
        ByteBuf body = Unpooled.wrappedBuffer(new byte[] {1, 2, 3});
        channel.writeOutbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/"));
        channel.writeOutbound(new DefaultLastHttpContent(body));
        channel.releaseOutbound();
        assertThat(body.refCnt()).isZero();
        assertThat(codec.connection().stream(3).state().localSideOpen()).isFalse();

        say(HEAD_200, LAST_DATA_3);
        assertThat(channel.inboundMessages()).hasSize(3);
        assertThat(SingleStreamHandler.isReusable(channel)).isTrue();
    }

    @Test
    void aRequestOnAConnectionThatIsOfNoMoreUseClosesIt() {
        channel.writeOutbound(get());
        say(NO_STREAMS, HEAD_200, LAST_DATA_3);
        assertThat(SingleStreamHandler.isReusable(channel)).isFalse();
        channel.releaseInbound();

        ByteBuf body = Unpooled.wrappedBuffer(new byte[3]);
        ChannelFuture written =
                channel.writeAndFlush(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", body));
        assertThat(written.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(body.refCnt()).isZero();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void theLastStreamOfAConnectionIsItsEnd() throws Exception {
        int last = Integer.MAX_VALUE;
        codec.connection().local().createStream(last - 2, false).close();
        channel.writeOutbound(get());
        assertThat(codec.connection().stream(last)).isNotNull();

        String stream = "7fffffff";
        say(HEAD_200.replace("00000003 88", stream + "88"), LAST_DATA_3.replace("00000003", stream));
        assertThat(channel.inboundMessages()).hasSize(3);
        assertThat(SingleStreamHandler.isReusable(channel)).isFalse();
    }
}
