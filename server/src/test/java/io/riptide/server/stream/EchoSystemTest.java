package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Large and fragmented messages over a real socket; closing the server proves that their memory came back.
class EchoSystemTest {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int PING = 9;
    private static final int FIN = 0x80;
    private static final int MESSAGE_MAX = 16 << 20;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 125, 126, 65_535, 65_536, 1 << 20, MESSAGE_MAX})
    void aBinaryMessageComesBackAsItWas(int length) throws Exception {
        byte[] message = randomBytes(length);
        try (RawHttp client = server.connect().upgrade("/bench/echo")) {
            client.say(BINARY, message);
            assertThat(client.payload(FIN | BINARY)).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000, 66_000})
    void fragmentsComeBackAsOneMessageAndPingsAreAnsweredBetweenThem(int fragmentLength) throws Exception {
        byte[] message = "tide \u00fc \u6f6e \ud83c\udf0a ".repeat(4_000).getBytes(UTF_8);
        try (RawHttp client = server.connect().upgrade("/bench/echo")) {
            for (int from = 0; from < message.length; from += fragmentLength) {
                int to = Math.min(from + fragmentLength, message.length);
                int opcode = from == 0 ? TEXT : 0;
                client.fragment((to == message.length ? FIN : 0) | opcode, Arrays.copyOfRange(message, from, to));
                if (from == 0) {
                    client.say(PING, new byte[] {42});
                    assertThat(client.payload(FIN | 10)).containsExactly(42);
                }
            }
            assertThat(client.payload(FIN | TEXT)).isEqualTo(message);
        }
    }

    @Test
    void oneByteTooManyClosesTheSocketAlsoInFragments() throws Exception {
        try (RawHttp client = server.connect().upgrade("/bench/echo")) {
            client.fragment(BINARY, randomBytes(MESSAGE_MAX));
            client.fragment(FIN, new byte[] {1});
            assertThat(client.frame()).isEqualTo("close 1009");
        }
    }

    @Test
    void aPeerThatSendsAndDoesNotReadIsNoLongerReadFrom() throws Exception {
        try (RawHttp mute = server.connect(8 * 1024).upgrade("/bench/echo");
                RawHttp other = server.connect().upgrade("/bench/echo")) {
            byte[] message = randomBytes(1 << 20);
            Thread sender = Thread.ofVirtual().start(() -> sendUntilClosed(mute, message));
            for (int i = 0; i < 20; i++) {
                other.say(BINARY, message);
                assertThat(other.payload(FIN | BINARY)).isEqualTo(message);
            }
            assertThat(server.server().inboundMemory().reserved()).isLessThan(8 << 20);
            assertThat(sender.isAlive()).as("the sender is held back").isTrue();
            for (int i = 0; i < 50; i++) {
                assertThat(mute.payload(FIN | BINARY)).isEqualTo(message);
            }
            mute.socket().close();
            sender.join();
        }
    }

    private static void sendUntilClosed(RawHttp client, byte[] message) {
        assertThatCode(() -> {
                    while (true) {
                        client.say(BINARY, message);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
