package io.riptide.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.riptide.protocol.WebSocketProtocolException;
import java.util.ArrayList;
import java.util.List;

/// What a [MessageReader] makes of bytes, in words, the same for every split.
final class Transcript {
    static final int MESSAGE_BYTES_MAX = 1 << 20;

    private Transcript() {}

    static List<String> plain(byte[]... bytes) {
        return EverySplit.of(ClientFrames.concat(bytes), pieces -> read(pieces, false, MESSAGE_BYTES_MAX));
    }

    static List<String> deflating(byte[]... bytes) {
        return EverySplit.of(ClientFrames.concat(bytes), pieces -> read(pieces, true, MESSAGE_BYTES_MAX));
    }

    static List<String> limited(int messageBytesMax, boolean deflate, byte[]... bytes) {
        return EverySplit.of(ClientFrames.concat(bytes), pieces -> read(pieces, deflate, messageBytesMax));
    }

    static List<String> read(List<byte[]> pieces, boolean deflate, int messageBytesMax) {
        CountingBudget budget = new CountingBudget(1L << 40);
        MessageReader reader = new MessageReader(messageBytesMax, deflate, budget);
        List<String> said = new ArrayList<>();
        try {
            for (byte[] piece : pieces) {
                ByteBuf in = Unpooled.directBuffer(piece.length).writeBytes(piece);
                try {
                    readAll(reader, in, said);
                    assertThat(in.isReadable()).isFalse();
                } finally {
                    in.release();
                }
            }
        } catch (WebSocketProtocolException broken) {
            said.add("FAIL " + broken.closeCode() + " " + broken.getMessage());
        }
        reader.discard();
        assertThat(budget.used()).isZero();
        return said;
    }

    private static void readAll(MessageReader reader, ByteBuf in, List<String> said) throws WebSocketProtocolException {
        while (true) {
            MessageReader.Step step = reader.next(UnpooledByteBufAllocator.DEFAULT, in);
            switch (step) {
                case NEEDS_BYTES -> {
                    return;
                }
                case TEXT -> {
                    said.add("TEXT " + reader.message().toString(UTF_8));
                    reader.finishMessage(in);
                }
                case BINARY -> {
                    said.add("BINARY " + ByteBufUtil.hexDump(reader.message()));
                    reader.finishMessage(in);
                }
                case CONTROL -> {
                    String name = Integer.toHexString(reader.controlOpcode());
                    said.add("CONTROL " + name + " " + ByteBufUtil.hexDump(reader.controlPayload()));
                }
            }
        }
    }
}
