package io.riptide.protocol.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.protocol.stream.Framing;
import org.junit.jupiter.api.Test;

class SseFramingTest {
    private static final byte[] EPOCH = "k3v9x0ab".getBytes(US_ASCII);

    @Test
    void anEventHasIdNameDataAndABlankLine() {
        assertThat(encode("result", 42, "{\"type\":\"result\"}")).isEqualTo("""
                        id: k3v9x0ab-42
                        event: result
                        data: {"type":"result"}

                        """);
    }

    @Test
    void theLongestNameAndOffsetFillTheBoundExactly() {
        String event = "{\"type\":\"x\"}";
        int bound = SseFraming.INSTANCE.encodedLengthMax(event.length());
        assertThat(encode("n".repeat(SseFraming.TYPE_LENGTH_MAX), Long.MAX_VALUE, event))
                .hasSize(bound);
    }

    @Test
    void theStreamBeginsWithTheTimeToReconnectAfter() {
        ByteBuf out = Unpooled.buffer(Framing.EXTRA_LENGTH_MAX, Framing.EXTRA_LENGTH_MAX);
        SseFraming.INSTANCE.encodePreamble(out);
        assertThat(out.toString(US_ASCII)).isEqualTo("retry: 3000\n");
    }

    @Test
    void aHeartbeatIsACommentWithinItsBound() {
        ByteBuf out = Unpooled.buffer(Framing.EXTRA_LENGTH_MAX, Framing.EXTRA_LENGTH_MAX);
        SseFraming.INSTANCE.encodeHeartbeat(Integer.MAX_VALUE, out);
        assertThat(out.toString(US_ASCII)).isEqualTo(": 2147483647\n\n");
    }

    private static String encode(String type, long offset, String event) {
        ByteBuf source = Unpooled.copiedBuffer("##" + event + "##", US_ASCII);
        int bound = SseFraming.INSTANCE.encodedLengthMax(event.length());
        ByteBuf out = Unpooled.buffer(bound, bound);
        SseFraming.INSTANCE.encode(type.getBytes(US_ASCII), EPOCH, offset, source, 2, event.length(), out);
        assertThat(source.readerIndex()).isZero();
        return out.toString(US_ASCII);
    }
}
