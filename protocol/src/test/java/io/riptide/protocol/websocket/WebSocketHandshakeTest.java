package io.riptide.protocol.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import io.riptide.protocol.websocket.HandshakeOutcome.Accepted;
import io.riptide.protocol.websocket.HandshakeOutcome.Refused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketHandshakeTest {
    private static final String GOOD = """
            GET /chat HTTP/1.1
            Host: server.example.com
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13
            """;

    private final WebSocketHandshake handshake = new WebSocketHandshake(List.of(WebSocketHandshake.SUBPROTOCOL), true);

    @AfterEach
    void nothingLeaks() {
        LeakPresenceDetector.check();
    }

    /// RFC 6455, 1.3.
    @Test
    void theExampleOfTheRfcIsAnsweredAsThere() {
        assertThat(accepted(GOOD).acceptKey()).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(accepted(GOOD).subprotocol()).isEmpty();
        assertThat(accepted(GOOD).deflate()).isEmpty();
    }

    @Test
    void theResponseCarriesOurFieldsAndThoseGiven() {
        Accepted accepted = accepted(GOOD + "Sec-WebSocket-Protocol: other, riptide.v1\n"
                + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\n");
        ByteBuf out = Unpooled.buffer();
        handshake.writeResponse(accepted, Map.of("X-Request-ID", "abc"), out);
        assertThat(out.toString(US_ASCII)).isEqualTo("""
                HTTP/1.1 101 Switching Protocols\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
                Sec-WebSocket-Protocol: riptide.v1\r
                Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r
                X-Request-ID: abc\r
                \r
                """);
        out.release();
    }

    @Test
    void responseFieldsHoldNoLineEnds() {
        ByteBuf out = Unpooled.buffer();
        Accepted accepted = accepted(GOOD);
        assertThatThrownBy(() -> handshake.writeResponse(accepted, Map.of("X", "a\r\nB: c"), out))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(out.readableBytes()).isZero();
        out.release();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upgrade: websocket|Upgrade: WebSocket",
                "Upgrade: websocket|Upgrade: h2c, WEBSOCKET",
                "Connection: Upgrade|Connection: keep-alive, upgrade",
                "Connection: Upgrade|Connection: keep-alive\\nConnection: UPGRADE",
                "Upgrade: websocket|upgrade: websocket\\nContent-Length: 0",
            })
    void tokensAreFoundInAnyCaseAndList(String line, String instead) {
        accepted(GOOD.replace(line, instead.replace("\\n", "\n")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET |POST |405",
                "GET |get |405",
                "HTTP/1.1|HTTP/1.0|400",
                "Host: server.example.com||400",
                "Host: server.example.com|Host: a\\nHost: b|400",
                "Upgrade: websocket||400",
                "Upgrade: websocket|Upgrade: websockets|400",
                "Upgrade: websocket|Upgrade: web socket|400",
                "Connection: Upgrade||400",
                "Connection: Upgrade|Connection: close|400",
                "Connection: Upgrade|Connection: Upgrade\\nContent-Length: 5|400",
                "Connection: Upgrade|Connection: Upgrade\\nTransfer-Encoding: chunked|400",
                "Sec-WebSocket-Version: 13||426",
                "Sec-WebSocket-Version: 13|Sec-WebSocket-Version: 8|426",
                "Sec-WebSocket-Version: 13|Sec-WebSocket-Version: 013|426",
                "Sec-WebSocket-Version: 13|Sec-WebSocket-Version: 13, 8|426",
                "Sec-WebSocket-Version: 13|Sec-WebSocket-Version: 13\\nSec-WebSocket-Version: 13|400",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==||400",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Key: |400",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ|400",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j|400",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZWFh|400",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Key: dGhl!HNhbXBsZSBub25jZQ==|400",
                "Sec-WebSocket-Version: 13|Sec-WebSocket-Version: 13\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|400",
                "Sec-WebSocket-Version: 13|Sec-WebSocket-Version: 13\\nSec-WebSocket-Extensions: a;;b|400",
            })
    void whatBreaksARuleIsRefused(String part, String instead, int status) {
        String request = GOOD.replace(part, instead == null ? "" : instead.replace("\\n", "\n"));
        assertThat(request).isNotEqualTo(GOOD);
        assertThat(refused(request).status()).isEqualTo(status);
    }

    @Test
    void anotherVersionLearnsOurs() {
        Refused refused = refused(GOOD.replace("Version: 13", "Version: 14"));
        assertThat(refused.fields()).containsEntry("Sec-WebSocket-Version", "13");
    }

    @Test
    void aPlainGetLearnsWhatIsSpokenHere() {
        Refused refused = refused("GET / HTTP/1.1\nHost: a\n");
        assertThat(refused.status()).isEqualTo(426);
        assertThat(refused.fields()).containsEntry("Upgrade", "websocket");
    }

    @Test
    void theClientsFirstKnownSubprotocolIsTaken() {
        assertThat(accepted(GOOD + "Sec-WebSocket-Protocol: a\nSec-WebSocket-Protocol: riptide.v1, b\n")
                        .subprotocol())
                .contains("riptide.v1");
        assertThat(accepted(GOOD + "Sec-WebSocket-Protocol: Riptide.v1, riptide.v2\n")
                        .subprotocol())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "Permessage-Deflate",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate; client_max_window_bits=8",
                "permessage-deflate;client_max_window_bits=\"15\"",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                "x-webkit-deflate-frame, permessage-deflate",
                "foo; bar=\"b\\az\", permessage-deflate",
                ",permessage-deflate, ,",
                "permessage-deflate; unknown, permessage-deflate",
                "permessage-deflate; server_max_window_bits=7, permessage-deflate; client_max_window_bits",
            })
    void validOffersAreAccepted(String offer) {
        Optional<DeflateTerms> terms =
                accepted(GOOD + "Sec-WebSocket-Extensions: " + offer + "\n").deflate();
        assertThat(terms).contains(new DeflateTerms(15, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-bzip2",
                "permessage-deflate; unknown",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_no_context_takeover=true",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; client_max_window_bits; client_max_window_bits",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=010",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=0",
                "permessage-deflate; server_max_window_bits=9a",
                "permessage-deflate; server_max_window_bits=10; server_max_window_bits=11",
                "permessage-deflate; unknown, permessage-deflate; other",
            })
    void invalidOffersAreDeclined(String offer) {
        assertThat(accepted(GOOD + "Sec-WebSocket-Extensions: " + offer + "\n").deflate())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ";", "permessage-deflate;", "permessage-deflate; =", "permessage-deflate; a=", "a b", "=", "a;b=\"",
                "a;b=\"\"", "a;b=\"c", "a;b=\"c d\"", "a;b=\"c\\", "a;b=c d", "\"a\"", "permessage-deflate; (x)"
            })
    void whatIsNoListOfExtensionsFails(String value) {
        assertThat(refused(GOOD + "Sec-WebSocket-Extensions: " + value + "\n").status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
    void aWindowThatIsAskedForIsNamedInTheAnswer(int bits) {
        Accepted accepted =
                accepted(GOOD + "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=" + bits + "\n");
        assertThat(accepted.deflate()).contains(new DeflateTerms(bits, true));
        ByteBuf out = Unpooled.buffer();
        handshake.writeResponse(accepted, Map.of(), out);
        assertThat(out.toString(US_ASCII)).contains("; server_max_window_bits=" + bits + "\r\n");
        out.release();
    }

    @Test
    void offersOfSeveralFieldsAreOneList() {
        assertThat(accepted(GOOD + "Sec-WebSocket-Extensions: foo\nSec-WebSocket-Extensions: permessage-deflate\n")
                        .deflate())
                .isPresent();
    }

    @Test
    void deflateCanBeForbidden() {
        WebSocketHandshake plain = new WebSocketHandshake(List.of(), false);
        HandshakeOutcome outcome =
                plain.decide(TextRequest.of(GOOD + "Sec-WebSocket-Extensions: permessage-deflate\n"));
        assertThat(((Accepted) outcome).deflate()).isEmpty();
    }

    private Accepted accepted(String request) {
        HandshakeOutcome outcome = handshake.decide(TextRequest.of(request));
        assertThat(outcome).isInstanceOf(Accepted.class);
        return (Accepted) outcome;
    }

    private Refused refused(String request) {
        HandshakeOutcome outcome = handshake.decide(TextRequest.of(request));
        assertThat(outcome).isInstanceOf(Refused.class);
        return (Refused) outcome;
    }
}
