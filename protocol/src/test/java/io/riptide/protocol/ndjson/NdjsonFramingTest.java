package io.riptide.protocol.ndjson;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.protocol.stream.Framing;
import org.junit.jupiter.api.Test;

class NdjsonFramingTest {
    private static final byte[] TYPE = "tick".getBytes(US_ASCII);
    private static final byte[] EPOCH = "k3v9x0ab".getBytes(US_ASCII);

    @Test
    void anEventIsItsBytesAndALineFeed() {
        byte[] event = "{\"type\":\"tick\",\"name\":\"é\"}".getBytes(UTF_8);
        ByteBuf source = Unpooled.wrappedBuffer("##".getBytes(US_ASCII), event, "##".getBytes(US_ASCII));
        int bound = NdjsonFraming.INSTANCE.encodedLengthMax(event.length);
        ByteBuf out = Unpooled.buffer(bound, bound);
        NdjsonFraming.INSTANCE.encode(TYPE, EPOCH, 7, source, 2, event.length, out);
        assertThat(out.toString(UTF_8)).isEqualTo("{\"type\":\"tick\",\"name\":\"é\"}\n");
        assertThat(out.isWritable()).as("the bound is exact").isFalse();
        assertThat(source.readerIndex()).isZero();
    }

    @Test
    void aHeartbeatIsAnEventOfItsOwnWithinItsBound() {
        ByteBuf out = Unpooled.buffer(Framing.EXTRA_LENGTH_MAX, Framing.EXTRA_LENGTH_MAX);
        NdjsonFraming.INSTANCE.encodeHeartbeat(Integer.MAX_VALUE, out);
        assertThat(out.toString(US_ASCII)).isEqualTo("{\"type\":\"heartbeat\",\"next_ms\":2147483647}\n");
    }

    @Test
    void nothingStandsBeforeTheFirstEvent() {
        ByteBuf out = Unpooled.buffer();
        NdjsonFraming.INSTANCE.encodePreamble(out);
        assertThat(out.isReadable()).isFalse();
    }
}
