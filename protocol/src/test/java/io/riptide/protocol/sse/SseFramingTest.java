package io.riptide.protocol.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.protocol.stream.Framing;
import java.util.Random;
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
        int bound = new SseFraming().encodedLengthMax(event.length());
        assertThat(encode("n".repeat(SseFraming.TYPE_LENGTH_MAX), Long.MAX_VALUE, event))
                .hasSize(bound);
    }

    /// The fields of one event are made from those of the last, so what came before must not show.
    @Test
    void whatCameBeforeDoesNotShow() {
        SseFraming framing = new SseFraming();
        byte[][] types = {"tick".getBytes(US_ASCII), "result".getBytes(US_ASCII)};
        byte[][] epochs = {EPOCH, "zzzzzzzz".getBytes(US_ASCII)};
        Random random = new Random(5);
        long offset = 0;
        for (int i = 0; i < 20_000; i++) {
            offset = switch (random.nextInt(40)) {
                case 0 -> 0;
                case 1 -> random.nextLong(Long.MAX_VALUE);
                case 2 -> (long) Math.pow(10, 1 + random.nextInt(17)) - 2;
                default -> Math.min(offset, Long.MAX_VALUE - 1) + 1;
            };
            byte[] type = types[random.nextInt(8) / 7];
            byte[] epoch = epochs[random.nextInt(8) / 7];
            ByteBuf source = Unpooled.copiedBuffer("{}", US_ASCII);
            ByteBuf out = Unpooled.buffer(framing.encodedLengthMax(2));
            framing.encode(type, epoch, offset, source, 0, 2, out);
            assertThat(out.toString(US_ASCII))
                    .isEqualTo("id: " + new String(epoch, US_ASCII) + '-' + offset + "\nevent: "
                            + new String(type, US_ASCII) + "\ndata: {}\n\n");
        }
    }

    @Test
    void theStreamBeginsWithTheTimeToReconnectAfter() {
        ByteBuf out = Unpooled.buffer(Framing.EXTRA_LENGTH_MAX, Framing.EXTRA_LENGTH_MAX);
        new SseFraming().encodePreamble(out);
        assertThat(out.toString(US_ASCII)).isEqualTo("retry: 3000\n");
    }

    @Test
    void aHeartbeatIsACommentWithinItsBound() {
        ByteBuf out = Unpooled.buffer(Framing.EXTRA_LENGTH_MAX, Framing.EXTRA_LENGTH_MAX);
        new SseFraming().encodeHeartbeat(Integer.MAX_VALUE, out);
        assertThat(out.toString(US_ASCII)).isEqualTo(": 2147483647\n\n");
    }

    private static String encode(String type, long offset, String event) {
        ByteBuf source = Unpooled.copiedBuffer("##" + event + "##", US_ASCII);
        int bound = new SseFraming().encodedLengthMax(event.length());
        ByteBuf out = Unpooled.buffer(bound, bound);
        new SseFraming().encode(type.getBytes(US_ASCII), EPOCH, offset, source, 2, event.length(), out);
        assertThat(source.readerIndex()).isZero();
        return out.toString(US_ASCII);
    }
}
