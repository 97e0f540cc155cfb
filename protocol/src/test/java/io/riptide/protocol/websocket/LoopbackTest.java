package io.riptide.protocol.websocket;

import static io.riptide.protocol.websocket.ClientFrames.close;
import static io.riptide.protocol.websocket.ClientFrames.concat;
import static io.riptide.protocol.websocket.ClientFrames.deflated;
import static io.riptide.protocol.websocket.ClientFrames.frame;
import static io.riptide.protocol.websocket.ClientFrames.head;
import static io.riptide.protocol.websocket.ClientFrames.hex;
import static io.riptide.protocol.websocket.ClientFrames.masked;
import static io.riptide.protocol.websocket.ClientFrames.ping;
import static io.riptide.protocol.websocket.ClientFrames.repeat;
import static io.riptide.protocol.websocket.ClientFrames.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Raw bytes over a real socket, as a fuzzing client sends them.
class LoopbackTest {
    private static final byte[] NONE = {};
    private static final int MESSAGE_BYTES_MAX = 16 << 20;

    private final CountingBudget budget = new CountingBudget(64 << 20);
    private final BlockingQueue<EchoListener> listeners = new LinkedBlockingQueue<>();
    private final LoopbackServer server = new LoopbackServer(limits(), budget, () -> {
        EchoListener listener = new EchoListener();
        listeners.add(listener);
        return listener;
    });

    private static WebSocketLimits limits() {
        return new WebSocketLimits(
                MESSAGE_BYTES_MAX,
                4 << 20,
                16,
                TimeUnit.MILLISECONDS.toNanos(300),
                TimeUnit.MILLISECONDS.toNanos(200),
                TimeUnit.SECONDS.toNanos(10));
    }

    @AfterEach
    void nothingIsLeft() {
        server.close();
        assertThat(budget.used()).isZero();
        LeakPresenceDetector.check();
    }

    private EchoListener listener() throws InterruptedException {
        return java.util.Objects.requireNonNull(listeners.poll(10, TimeUnit.SECONDS));
    }

    /// Reads frames other than keep-alive pings.
    private static RawClient.Frame data(RawClient client) throws IOException {
        RawClient.Frame frame = client.read();
        while (frame.firstByte() == 0x89) {
            frame = client.read();
        }
        return frame;
    }

    private static void expectClose(RawClient client, int code) throws IOException {
        RawClient.Frame frame = data(client);
        assertThat(frame.firstByte()).as(frame.text()).isEqualTo(0x88);
        assertThat(frame.closeCode()).as(frame.text()).isEqualTo(code);
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void bytesBehindTheHandshakeAreNotLost() throws Exception {
        try (RawClient client = new RawClient(server.port(), "", 0, concat(text("early"), ping("?")))) {
            assertThat(data(client).text()).isEqualTo("early");
            assertThat(data(client).firstByte()).isEqualTo(0x8a);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 128, 1024, 1025, 65535, 65536, 1 << 20, MESSAGE_BYTES_MAX})
    void messagesOfEverySizeComeBack(int length) throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            byte[] payload = repeat('*', length);
            Thread sender = Thread.startVirtualThread(() -> sendAll(client, text(new String(payload, UTF_8))));
            RawClient.Frame echo = data(client);
            sender.join();
            assertThat(echo.firstByte()).isEqualTo(0x81);
            assertThat(Arrays.equals(echo.payload(), payload)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"65536,64", "1048576,64", "4194304,64", "4194304,65536", "16777216,1048576"})
    void messagesOfManyFragmentsComeBack(int length, int fragmentBytes) throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            byte[] fragment = repeat(0xfe, fragmentBytes);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int sent = 0; sent < length; sent += fragmentBytes) {
                int last = sent + fragmentBytes == length ? 0x80 : 0;
                all.writeBytes(frame((sent == 0 ? 2 : 0) | last, fragment));
            }
            Thread sender = Thread.startVirtualThread(() -> sendAll(client, all.toByteArray()));
            RawClient.Frame echo = data(client);
            sender.join();
            assertThat(Arrays.equals(echo.payload(), repeat(0xfe, length))).isTrue();
        }
        assertThat(budget.highest()).isLessThanOrEqualTo(2L * length + 256);
    }

    @Test
    void sixtyFiveThousandFragmentsComeBack() throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(frame(0x01, NONE));
            for (int i = 0; i < 65_534; i++) {
                all.writeBytes(frame(0x00, new byte[] {'x'}));
            }
            all.writeBytes(frame(0x80, NONE));
            Thread sender = Thread.startVirtualThread(() -> sendAll(client, all.toByteArray()));
            assertThat(data(client).text()).isEqualTo("x".repeat(65_534));
            sender.join();
        }
    }

    private static void sendAll(RawClient client, byte[] bytes) {
        try {
            client.send(bytes);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void tenPingsGetTenPongsInOrder() throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            for (int i = 0; i < 10; i++) {
                client.send(ping("payload-" + i));
            }
            for (int i = 0; i < 10; i++) {
                RawClient.Frame pong = data(client);
                assertThat(pong.firstByte()).isEqualTo(0x8a);
                assertThat(pong.text()).isEqualTo("payload-" + i);
            }
        }
    }

    @Test
    void whatCameBeforeAFaultIsAnsweredAndNothingAfter() throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            client.send(concat(text("before"), frame(0xb1, NONE), ping("after"), text("after")));
            assertThat(data(client).text()).isEqualTo("before");
            expectClose(client, 1002);
            EchoListener listener = listener();
            assertThat(listener.end.get()).isEqualTo(new EchoListener.End(1002, "RSV2 and RSV3 must be 0", false));
            assertThat(listener.messages).hasValue(1);
        }
    }

    @Test
    void badTextFailsWhileItsFrameIsUnfinished() throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            byte[] bad = masked(concat("κόσμε".getBytes(UTF_8), hex("f4 90 80 80"), "edited".getBytes(UTF_8)));
            client.send(concat(head(0x81, bad.length), Arrays.copyOf(bad, 12)));
            client.send(Arrays.copyOfRange(bad, 12, 13));
            expectClose(client, 1007);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
    void aCloseIsEchoedAndTheServerEndsTcp(int code) throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            client.send(concat(close(code, "why"), text("late"), ping("late")));
            expectClose(client, code);
            EchoListener listener = listener();
            assertThat(listener.end.get()).isEqualTo(new EchoListener.End(code, "why", true));
            assertThat(listener.messages).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
    void invalidCloseCodesFail(int code) throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            client.send(close(code, ""));
            expectClose(client, 1002);
        }
    }

    @Test
    void aCloseWithoutCodeIsAnsweredWithoutCode() throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            client.send(frame(0x88, NONE));
            RawClient.Frame frame = data(client);
            assertThat(frame.firstByte()).isEqualTo(0x88);
            assertThat(frame.payload()).isEmpty();
            assertThat(client.isAtEnd()).isTrue();
            assertThat(listener().end.get()).isEqualTo(new EchoListener.End(CloseCode.NO_CODE, "", true));
        }
    }

    @Test
    void closeReasonsMustBeUtf8AndShort() throws Exception {
        byte[] bad = concat(hex("03e8"), "κόσμε".getBytes(UTF_8), hex("ed a0 80"));
        try (RawClient client = RawClient.plain(server.port())) {
            client.send(frame(0x88, bad));
            expectClose(client, 1007);
        }
        try (RawClient client = RawClient.plain(server.port())) {
            client.send(close(1000, "*".repeat(123)));
            expectClose(client, 1000);
        }
        try (RawClient client = RawClient.plain(server.port())) {
            client.send(close(1000, "*".repeat(124)));
            expectClose(client, 1002);
        }
    }

    @Test
    void aLargeMessageThenCloseThenMoreEndsInOrder() throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            Thread sender = Thread.startVirtualThread(() -> sendAll(
                    client, concat(text("B".repeat(256 << 10)), text("x"), close(1000, ""), text("late"), ping(""))));
            assertThat(data(client).payload()).hasSize(256 << 10);
            assertThat(data(client).text()).isEqualTo("x");
            expectClose(client, 1000);
            sender.join();
        }
    }

    @Test
    void tooLongAMessageClosesOnItsHeader() throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            client.send(head(0x82, MESSAGE_BYTES_MAX + 1L));
            expectClose(client, 1009);
        }
    }

    @Test
    void whatAFailedPeerGoesOnSendingIsDropped() throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            client.send(hex("8f 80 00000000"));
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    client.send(new byte[4 << 20]);
                } catch (IOException _) {
                    /* The close time-out may end the connection first. */
                }
            });
            expectClose(client, 1002);
            sender.join();
        }
    }

    @Test
    void compressedMessagesComeBackCompressed() throws Exception {
        try (RawClient client = RawClient.deflating(server.port())) {
            String words = "over and over ".repeat(10_000);
            client.send(frame(0xc1, deflated(words.getBytes(UTF_8))));
            RawClient.Frame echo = data(client);
            assertThat(echo.firstByte()).isEqualTo(0xc1);
            assertThat(Transcript.read(java.util.List.of(frame(0xc1, echo.payload())), true, 1 << 20))
                    .containsExactly("TEXT " + words);
            client.send(text("short"));
            assertThat(data(client)).extracting(RawClient.Frame::text).isEqualTo("short");
        }
    }

    @Test
    void aBombClosesWithTooBig() throws Exception {
        try (RawClient client = RawClient.deflating(server.port())) {
            client.send(frame(0xc2, deflated(new byte[MESSAGE_BYTES_MAX + 1])));
            expectClose(client, 1009);
        }
    }

    @Test
    void aClientThatVanishesLeavesNothing() throws Exception {
        for (byte[] unfinished : new byte[][] {
            head(0x82, 1 << 20), concat(head(0x82, 1 << 20), new byte[5000]), frame(0x01, repeat('a', 100)), hex("81")
        }) {
            try (RawClient client = RawClient.plain(server.port())) {
                client.send(unfinished);
                EchoListener listener = listener();
                listener.opened.get(10, TimeUnit.SECONDS);
                client.socket().setSoLinger(true, 0);
                client.socket().close();
                assertThat(listener.end.get(10, TimeUnit.SECONDS))
                        .isEqualTo(new EchoListener.End(CloseCode.ABNORMAL, "", false));
            }
        }
        await().until(() -> budget.used() == 0);
    }

    @Test
    void aPeerThatNeverAnswersTheCloseIsCutOff() throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            EchoListener listener = listener();
            var ctx = listener.opened.get(10, TimeUnit.SECONDS);
            var socket = java.util.Objects.requireNonNull(listener.socket);
            ctx.executor().execute(() -> socket.close(1001, "drain"));
            RawClient.Frame frame = data(client);
            assertThat(frame.closeCode()).isEqualTo(1001);
            assertThat(client.isAtEnd()).isTrue();
            assertThat(listener.end.get()).isEqualTo(new EchoListener.End(1001, "drain", false));
        }
    }

    @Test
    void aCloseOfOursEndsWhenThePeerAnswers() throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            EchoListener listener = listener();
            var ctx = listener.opened.get(10, TimeUnit.SECONDS);
            var socket = java.util.Objects.requireNonNull(listener.socket);
            ctx.executor().execute(() -> {
                socket.close(1001, "drain");
                socket.close(1011, "twice");
                assertThat(socket.sendText(io.netty.buffer.Unpooled.copiedBuffer("late", UTF_8)))
                        .isFalse();
            });
            assertThat(data(client).closeCode()).isEqualTo(1001);
            client.send(concat(text("still on its way"), ping("too"), close(1001, "")));
            assertThat(client.isAtEnd()).isTrue();
            assertThat(listener.end.get()).isEqualTo(new EchoListener.End(1001, "", true));
            assertThat(listener.messages).hasValue(0);
        }
    }

    @Test
    void aPeerThatSendsAndNeverReadsIsNotReadEither() throws Exception {
        try (RawClient client = new RawClient(server.port(), "", 32 * 1024, NONE)) {
            byte[] message = text("z".repeat(20_000));
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < 2000; i++) {
                        client.send(message);
                    }
                } catch (IOException _) {
                    /* Ends with the connection. */
                }
            });
            EchoListener listener = listener();
            var channel = listener.opened.get(10, TimeUnit.SECONDS).channel();
            await().until(() -> !channel.config().isAutoRead());
            long pending = channel.bytesBeforeWritable();
            assertThat(pending).isLessThan(256 * 1024);
            long read = listener.messages.get();
            for (int i = 0; i < 2000; i++) {
                assertThat(data(client).payload()).hasSize(20_000);
            }
            sender.join();
            assertThat(listener.messages.get()).isEqualTo(2000).isGreaterThan(read);
        }
    }

    @Test
    void aCompressedFloodOfAPeerThatNeverReadsIsNotInflated() throws Exception {
        try (RawClient client = new RawClient(server.port(), "permessage-deflate", 32 * 1024, NONE)) {
            byte[] noise = new byte[1 << 20];
            new java.util.Random(4).nextBytes(noise);
            byte[] blank = frame(0xc2, deflated(new byte[8 << 20]));
            client.send(ClientFrames.binary(noise));
            client.send(ClientFrames.concat(blank, blank, blank, blank, blank, blank));
            EchoListener listener = listener();
            var channel = listener.opened.get(10, TimeUnit.SECONDS).channel();
            await().until(() -> !channel.config().isAutoRead());
            assertThat(listener.messages.get()).isLessThan(3);
            assertThat(channel.bytesBeforeWritable()).isLessThan(9 << 20);
        }
    }
}
