package io.riptide.protocol.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkFramingTest {
    @Test
    void aChunkIsItsSizeItsDataAndLineEnds() {
        ByteBuf out = Unpooled.buffer();
        out.writeCharSequence("head", US_ASCII);
        int at = ChunkFraming.begin(out);
        out.writeCharSequence("twelve bytes", US_ASCII);
        ChunkFraming.end(out, at);
        ChunkFraming.last(out);
        assertThat(out.toString(US_ASCII)).isEqualTo("head0000000C\r\ntwelve bytes\r\n0\r\n\r\n");
    }

    @Test
    void aCancelledChunkLeavesNothing() {
        ByteBuf out = Unpooled.buffer();
        int at = ChunkFraming.begin(out);
        out.writeByte('x');
        ChunkFraming.cancel(out, at);
        assertThat(out.isReadable()).isFalse();
    }

    @Test
    void anEmptyChunkWouldBeTheLastOne() {
        ByteBuf out = Unpooled.buffer();
        int at = ChunkFraming.begin(out);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> ChunkFraming.end(out, at));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 255, 256, 4095, 65_536, 1_000_000})
    void ourDecoderReadsOurChunks(int size) {
        ByteBuf out = Unpooled.buffer(size + 100);
        out.writeCharSequence("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", US_ASCII);
        int at = ChunkFraming.begin(out);
        String data = "x".repeat(size);
        out.writeCharSequence(data, US_ASCII);
        ChunkFraming.end(out, at);
        ChunkFraming.last(out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        assertThat(DecoderTrace.of(HttpLimits.standard(), List.of(bytes))).containsExactly("POST / " + data);
    }
}
