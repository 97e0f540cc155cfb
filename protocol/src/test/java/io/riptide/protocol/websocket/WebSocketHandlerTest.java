package io.riptide.protocol.websocket;

import static io.riptide.protocol.websocket.ClientFrames.close;
import static io.riptide.protocol.websocket.ClientFrames.concat;
import static io.riptide.protocol.websocket.ClientFrames.deflated;
import static io.riptide.protocol.websocket.ClientFrames.frame;
import static io.riptide.protocol.websocket.ClientFrames.hex;
import static io.riptide.protocol.websocket.ClientFrames.ping;
import static io.riptide.protocol.websocket.ClientFrames.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketHandlerTest {
    private static final WebSocketLimits LIMITS = WebSocketLimits.STANDARD;

    private final CountingBudget budget = new CountingBudget(100_000);
    private final RecordingListener listener = new RecordingListener();
    private EmbeddedChannel channel = open(LIMITS, Optional.empty(), new byte[0]);

    private EmbeddedChannel open(WebSocketLimits limits, Optional<DeflateTerms> deflate, byte[] unread) {
        /* Each embedded channel has a loop of its own, all on this thread. */
        FastThreadLocal.removeAll();
        return new EmbeddedChannel(
                new WebSocketHandler(listener, limits, budget, deflate, Unpooled.copiedBuffer(unread)));
    }

    private void reopen(WebSocketLimits limits, Optional<DeflateTerms> deflate, byte[] unread) {
        channel.finishAndReleaseAll();
        listener.calls.clear();
        channel = open(limits, deflate, unread);
    }

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
        assertThat(budget.used()).isZero();
        FastThreadLocal.removeAll();
        LeakPresenceDetector.check();
    }

    private void receive(byte[]... bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(concat(bytes)));
    }

    /// All that was sent, as hex.
    private String sent() {
        StringBuilder sent = new StringBuilder();
        for (ByteBuf frame = channel.readOutbound(); frame != null; frame = channel.readOutbound()) {
            sent.append(ByteBufUtil.hexDump(frame));
            frame.release();
        }
        return sent.toString();
    }

    private WebSocketHandler socket() {
        return requireNonNull(listener.socket);
    }

    @Test
    void unreadBytesAreDeliveredAfterTheOpening() {
        reopen(LIMITS, Optional.empty(), concat(text("early"), hex("81")));
        receive(hex("81 00000000 6c"));
        assertThat(listener.calls).containsExactly("open", "text early", "text l");
    }

    @Test
    void aHandlerNeverAddedToAnOpenChannelLeaksNothing() {
        EmbeddedChannel closed = new EmbeddedChannel();
        closed.close();
        closed.pipeline()
                .addLast(new WebSocketHandler(
                        listener, LIMITS, budget, Optional.empty(), Unpooled.copiedBuffer(text("x"))));
        closed.finishAndReleaseAll();
        assertThat(listener.calls).containsExactly("open");
    }

    @Test
    void whatIsNotBytesGoesOnToTheNextHandler() {
        channel.writeInbound("a message of another kind");
        assertThat(channel.<String>readInbound()).isEqualTo("a message of another kind");
    }

    @Test
    void pingsAreAnsweredWithTheirPayload() {
        receive(ping("abc"), ping(""));
        assertThat(sent()).isEqualTo("8a03616263" + "8a00");
    }

    @Test
    void unaskedPongsAreIgnored() {
        receive(frame(0x8a, "x".getBytes(UTF_8)), text("on"));
        assertThat(listener.calls).containsExactly("open", "text on");
        assertThat(sent()).isEmpty();
    }

    @Test
    void oneReadCausesOneFlush() {
        List<String> flushes = new ArrayList<>();
        channel.pipeline().addFirst(new io.netty.channel.ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext ctx) {
                flushes.add("flush");
                ctx.flush();
            }
        });
        receive(ping("a"), ping("b"), ping("c"));
        assertThat(flushes).hasSize(1);
        socket().sendText(Unpooled.copiedBuffer("now", UTF_8));
        assertThat(flushes).hasSize(2);
    }

    @Test
    void messagesAreOneFrameWithTheFewestBytesOfLength() {
        socket().sendText(Unpooled.copiedBuffer("hi", UTF_8));
        assertThat(sent()).isEqualTo("81026869");
        socket().sendBinary(Unpooled.wrappedBuffer(new byte[126]));
        assertThat(sent()).isEqualTo("827e007e" + "00".repeat(126));
        socket().sendBinary(Unpooled.wrappedBuffer(new byte[65536]));
        assertThat(sent()).isEqualTo("827f0000000000010000" + "00".repeat(65536));
        socket().sendText(Unpooled.EMPTY_BUFFER);
        assertThat(sent()).isEqualTo("8100");
    }

    @Test
    void aLargePayloadIsWrittenWithoutACopy() {
        ByteBuf payload = Unpooled.directBuffer(20_000).writeZero(20_000);
        socket().sendBinary(payload);
        requireNonNull(channel.<ByteBuf>readOutbound()).release();
        ByteBuf written = requireNonNull(channel.readOutbound());
        assertThat(written).isSameAs(payload);
        written.release();
    }

    @Test
    void messagesFromTheThresholdOnAreCompressed() {
        reopen(LIMITS, Optional.of(new DeflateTerms(15, false)), new byte[0]);
        socket().sendText(Unpooled.copiedBuffer("a".repeat(255), UTF_8));
        assertThat(sent()).startsWith("817e00ff6161");
        socket().sendText(Unpooled.copiedBuffer("a".repeat(256), UTF_8));
        assertThat(sent()).startsWith("c1").hasSizeLessThan(60);
    }

    @Test
    void closingSendsCodeAndReasonAndNothingAfterThem() {
        socket().close(1001, "bye");
        assertThat(socket().isOpen()).isFalse();
        assertThat(socket().sendText(Unpooled.copiedBuffer("late", UTF_8))).isFalse();
        assertThat(socket().sendFrames(Unpooled.copiedBuffer("late", UTF_8))).isFalse();
        receive(ping("late"), text("late"));
        assertThat(sent()).isEqualTo("8805" + "03e9" + "627965");
        assertThat(listener.calls).containsExactly("open");
        receive(close(1001, "bye"));
        assertThat(listener.calls).containsExactly("open", "closed 1001 bye true");
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aLongReasonIsCutBetweenCharacters() {
        socket().close(1001, "é".repeat(100));
        assertThat(sent()).isEqualTo("887c" + "03e9" + "c3a9".repeat(61));
    }

    @Test
    void aCloseDuringOurCloseThatIsInvalidIsNotClean() {
        socket().close(1001, "bye");
        receive(close(1005, ""));
        assertThat(listener.calls).containsExactly("open", "closed 1001 bye false");
        assertThat(sent()).isEqualTo("8805" + "03e9" + "627965");
    }

    @Test
    void aCloseInsideAFragmentedMessageEndsIt() {
        receive(frame(0x02, new byte[1000]));
        assertThat(budget.used()).isPositive();
        receive(close(1000, ""));
        assertThat(listener.calls).containsExactly("open", "closed 1000  true");
        assertThat(budget.used()).isZero();
        assertThat(sent()).isEqualTo("8802" + "03e8");
    }

    @Test
    void aConnectionThatBreaksIsAbnormal() {
        receive(frame(0x02, new byte[1000]));
        channel.close();
        assertThat(listener.calls).containsExactly("open", "closed 1006  false");
        assertThat(budget.used()).isZero();
    }

    @Test
    void aBrokenSocketIsClosed() {
        channel.pipeline().fireExceptionCaught(new java.io.IOException("reset"));
        assertThat(channel.isActive()).isFalse();
        assertThat(listener.calls).containsExactly("open", "closed 1006  false");
    }

    @Test
    void aRemovedHandlerEnds() {
        receive(frame(0x02, new byte[1000]));
        channel.pipeline().remove(WebSocketHandler.class);
        assertThat(listener.calls).containsExactly("open", "closed 1006  false");
    }

    @Test
    void aSpentBudgetClosesWithPolicyAndGivesAllBack() {
        receive(frame(0x02, new byte[60_000]));
        receive(frame(0x00, new byte[60_000]), text("never"));
        assertThat(listener.calls).containsExactly("open", "closed 1008 no room for unfinished messages false");
        assertThat(budget.used()).isZero();
        assertThat(sent()).startsWith("88").contains("03f0");
    }

    @Test
    void aListenerThatThrowsClosesWithServerFault() {
        List<Throwable> caught = new ArrayList<>();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                caught.add(cause);
            }
        });
        listener.onMessage = _ -> {
            throw new IllegalStateException("planted");
        };
        receive(text("a"), text("b"));
        assertThat(listener.calls).containsExactly("open", "text a", "closed 1011 the server failed false");
        assertThat(caught).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(sent()).contains("03f3");
    }

    @Test
    void aListenerMayCloseInTheMiddleOfAMessage() {
        listener.onMessage = _ -> socket().close(1003, "text only");
        receive(concat(frame(0x82, new byte[10]), text("b")));
        assertThat(listener.calls).containsExactly("open", "binary " + "00".repeat(10));
        receive(close(1003, ""));
        assertThat(listener.calls).endsWith("closed 1003  true");
    }

    @Test
    void aListenerMayDropTheConnectionInTheMiddleOfAMessage() {
        listener.onMessage = _ -> channel.close();
        receive(frame(0x02, new byte[1000]));
        receive(concat(frame(0x80, new byte[10]), text("b")));
        assertThat(listener.calls).hasSize(3).endsWith("closed 1006  false");
    }

    @Test
    void aMessageMayBeKeptAsARetainedSlice() {
        List<ByteBuf> kept = new ArrayList<>();
        listener.onMessage = message -> kept.add(message.retainedSlice());
        receive(text("one"), text("two"), frame(0x01, "thr".getBytes(UTF_8)));
        receive(frame(0x80, "ee".getBytes(UTF_8)));
        assertThat(kept.stream().map(message -> message.toString(UTF_8))).containsExactly("one", "two", "three");
        kept.forEach(ByteBuf::release);
    }

    @Test
    void whileTheChannelIsFullOnlyAFewRepliesAreOwed() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1000, 2000));
        WriteStopper stopper = new WriteStopper();
        channel.pipeline().addFirst(stopper);
        listener.onMessage = message -> socket().sendText(message.retainedSlice());
        int flood = 100;
        byte[][] messages = new byte[flood][];
        java.util.Arrays.setAll(messages, i -> text("m".repeat(1000)));
        receive(messages);
        long delivered =
                listener.calls.stream().filter(call -> call.startsWith("text")).count();
        assertThat(delivered).isBetween(10L, 25L);
        assertThat(channel.config().isAutoRead()).isFalse();
        stopper.open();
        assertThat(listener.calls.stream()
                        .filter(call -> call.startsWith("text"))
                        .count())
                .isEqualTo(flood);
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(sent()).hasSize(flood * (4 + 1000) * 2);
    }

    @Test
    void aFullChannelStillHearsTheClient() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1000, 2000));
        WriteStopper stopper = new WriteStopper();
        channel.pipeline().addFirst(stopper);
        for (int i = 0; i < 10; i++) {
            socket().sendFrames(Unpooled.wrappedBuffer(new byte[5000]));
        }
        assertThat(listener.calls).contains("writable false");
        receive(text("cancel"));
        assertThat(listener.calls).contains("text cancel");
        stopper.open();
        assertThat(listener.calls).contains("writable true");
    }

    @Test
    void aFloodOfPingsWaitsWhileTheChannelIsFull() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1000, 2000));
        WriteStopper stopper = new WriteStopper();
        channel.pipeline().addFirst(stopper);
        byte[][] pings = new byte[10_000][];
        java.util.Arrays.fill(pings, ping(""));
        receive(pings);
        assertThat(channel.bytesBeforeWritable()).isLessThan(20_000);
        assertThat(channel.config().isAutoRead()).isFalse();
        stopper.open();
        assertThat(sent()).isEqualTo("8a00".repeat(10_000));
    }

    @Test
    void moreThanTheOutboundLimitClosesTheSlowConsumer() {
        reopen(
                new WebSocketLimits(1000, 10_000, 256, 1_000_000_000L, 0, 1_000_000_000L),
                Optional.empty(),
                new byte[0]);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1000, 2000));
        WriteStopper stopper = new WriteStopper();
        channel.pipeline().addFirst(stopper);
        assertThat(socket().sendBinary(Unpooled.wrappedBuffer(new byte[50_000])))
                .isTrue();
        assertThat(socket().sendText(Unpooled.copiedBuffer("too much", UTF_8))).isFalse();
        assertThat(listener.calls).endsWith("closed 4008 the peer reads too slowly false");
        stopper.open();
        assertThat(sent()).contains("0fa8");
    }

    @Test
    void compressedMessagesAreDelivered() {
        reopen(LIMITS, Optional.of(new DeflateTerms(15, false)), new byte[0]);
        byte[] payload = deflated("compressed".getBytes(UTF_8));
        receive(frame(0xc1, payload));
        assertThat(listener.calls).containsExactly("open", "text compressed");
    }

    /// Holds writes back as a socket does whose peer does not read.
    private static final class WriteStopper extends io.netty.channel.ChannelOutboundHandlerAdapter {
        private io.netty.channel.@org.jspecify.annotations.Nullable ChannelHandlerContext ctx;
        private boolean open;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            if (open) {
                ctx.flush();
            }
        }

        void open() {
            open = true;
            requireNonNull(ctx).flush();
        }
    }
}
