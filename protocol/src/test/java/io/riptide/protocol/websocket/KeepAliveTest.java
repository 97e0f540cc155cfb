package io.riptide.protocol.websocket;

import static io.riptide.protocol.websocket.ClientFrames.frame;
import static io.riptide.protocol.websocket.ClientFrames.head;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.LeakPresenceDetector;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
    private final CountingBudget budget = new CountingBudget(1 << 20);
    private final EchoListener listener = new EchoListener();
    private final LoopbackServer server = new LoopbackServer(
            new WebSocketLimits(
                    1 << 20,
                    1 << 20,
                    256,
                    TimeUnit.MILLISECONDS.toNanos(200),
                    TimeUnit.MILLISECONDS.toNanos(100),
                    TimeUnit.MILLISECONDS.toNanos(700)),
            budget,
            () -> listener);

    @AfterEach
    void nothingIsLeft() {
        server.close();
        assertThat(budget.used()).isZero();
        LeakPresenceDetector.check();
    }

    @Test
    void aPeerThatDoesNotAnswerIsClosedAsGone() throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            RawClient.Frame ping = client.read();
            assertThat(ping.firstByte()).isEqualTo(0x89);
            assertThat(ping.payload()).isEmpty();
            client.expectClose(1001);
            assertThat(listener.end.get()).isEqualTo(new EchoListener.End(1001, "no answer to the ping", false));
        }
    }

    @Test
    void aPeerThatAnswersIsPingedAgain() throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.read().firstByte()).isEqualTo(0x89);
                client.send(frame(0x8a, new byte[0]));
            }
            assertThat(listener.end).isNotDone();
        }
    }

    @Test
    void bytesOfALongFrameAreASignOfLifeToo() throws Exception {
        try (RawClient client = RawClient.plain(server.port())) {
            client.send(head(0x82, 1000));
            for (int i = 0; i < 3; i++) {
                assertThat(client.read().firstByte()).isEqualTo(0x89);
                client.send(new byte[1]);
            }
            assertThat(listener.end).isNotDone();
        }
    }

    /// Far more often than its limits say, and than an answer is due.
    @Test
    void pingsComeAsOftenAsTheSessionAsks() throws Exception {
        WebSocketLimits hourly = new WebSocketLimits(
                1 << 20,
                1 << 20,
                256,
                TimeUnit.MILLISECONDS.toNanos(200),
                TimeUnit.HOURS.toNanos(1),
                TimeUnit.MINUTES.toNanos(1));
        EchoListener session = new EchoListener();
        try (LoopbackServer quiet = new LoopbackServer(hourly, budget, () -> session);
                RawClient client = RawClient.plain(quiet.port())) {
            ChannelHandlerContext ctx = session.opened.get();
            WebSocketHandler socket = requireNonNull(session.socket);
            ctx.executor()
                    .submit(() -> socket.pingEvery(TimeUnit.MILLISECONDS.toNanos(20)))
                    .get();
            for (int i = 0; i < 3; i++) {
                assertThat(client.read().firstByte()).isEqualTo(0x89);
                client.send(frame(0x8a, new byte[0]));
            }
            assertThat(session.end).isNotDone();
        }
    }
}
