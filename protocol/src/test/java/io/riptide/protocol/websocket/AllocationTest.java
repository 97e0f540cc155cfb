package io.riptide.protocol.websocket;

import static io.riptide.protocol.websocket.ClientFrames.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import io.riptide.protocol.WebSocketProtocolException;
import io.riptide.protocol.stream.Framing;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int RUNS = 100_000;
    private static final byte[] TYPE = "tick".getBytes(US_ASCII);
    private static final byte[] EPOCH = "0a1b2c3d".getBytes(US_ASCII);

    private interface Step {
        void run() throws WebSocketProtocolException;
    }

    @AfterEach
    void nothingLeaks() {
        LeakPresenceDetector.check();
    }

    @Test
    void framingAnEventAllocatesNothing() throws WebSocketProtocolException {
        assertAllocatesNothing(RUNS, new WebSocketFraming(Optional.of("s1")));
    }

    @Test
    void framingAnEventCompressedAllocatesNothing() throws WebSocketProtocolException {
        assertAllocatesNothing(RUNS, new DeflatedWebSocketFraming(Optional.of("s1"), new DeflateTerms(15, false), 1));
    }

    private static void assertAllocatesNothing(int runs, Framing framing) throws WebSocketProtocolException {
        byte[] event = WebSocketFramingTest.event(300).getBytes(UTF_8);
        ByteBuf source = Unpooled.directBuffer(event.length).writeBytes(event);
        ByteBuf out = Unpooled.directBuffer(1000);
        double bytes = bytesPerRun(runs, () -> {
            out.clear();
            framing.encode(TYPE, EPOCH, 42, source, 0, event.length, out);
        });
        source.release();
        out.release();
        assertThat(bytes).isLessThan(1.0);
    }

    @Test
    void decodingATextFrameAllocatesNothing() throws WebSocketProtocolException {
        byte[] frame = text("a".repeat(128));
        ByteBuf in = Unpooled.directBuffer(frame.length);
        MessageReader reader = new MessageReader(1 << 20, true, new CountingBudget(0));
        double bytes = bytesPerRun(RUNS, () -> {
            in.clear().writeBytes(frame);
            MessageReader.Step step = reader.next(UnpooledByteBufAllocator.DEFAULT, in);
            if (step != MessageReader.Step.TEXT || reader.message().readableBytes() != 128) {
                throw new AssertionError(step);
            }
            reader.finishMessage(in);
        });
        in.release();
        assertThat(bytes).isLessThan(1.0);
    }

    private static double bytesPerRun(int runs, Step step) throws WebSocketProtocolException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            step.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < runs; i++) {
            step.run();
        }
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / runs;
    }
}
