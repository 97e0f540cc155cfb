package io.riptide.server.crawl.fetch.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.engine.recovery.CircuitBreaker;
import io.riptide.engine.recovery.CircuitBreakerLimits;
import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.server.config.ProxyAddress;
import io.riptide.server.config.ProxyAddress.Kind;
import io.riptide.server.config.ProxyAddress.Login;
import io.riptide.server.crawl.address.HostResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialogueTest {
    private static final InetSocketAddress V4 = target("192.0.2.1");
    private static final InetSocketAddress V6 = target("2001:db8::1");
    private static final Optional<Login> LOGIN = Optional.of(new Login("bob", "päss"));

    private static InetSocketAddress target(String literal) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), 443);
    }

    private static TunnelDialogue dialogue(Kind kind, Optional<Login> login, InetSocketAddress target) {
        ProxyAddress address = new ProxyAddress(kind, "proxy.test", 1, login);
        CircuitBreaker breaker =
                new CircuitBreaker("proxy", new CircuitBreakerLimits(1, 1, 1, 1), RecoveryListener.NONE);
        HostResolver nameless = (host, _) -> {
            throw new UnknownHostException(host);
        };
        return new OutboundProxy(address, List.of(), nameless, breaker).dialogue(target, 200);
    }

    private static String opening(TunnelDialogue dialogue) {
        ByteBuf out = Unpooled.buffer();
        dialogue.open(out);
        return out.toString(ISO_8859_1);
    }

    private static boolean advance(TunnelDialogue dialogue, ByteBuf in) throws ProxyFaultException {
        return dialogue.advance(in, Unpooled.buffer());
    }

    private static ByteBuf text(String said) {
        return Unpooled.copiedBuffer(said, ISO_8859_1);
    }

    @Test
    void connectNamesTheAddressAndTheLogin() {
        assertThat(opening(dialogue(Kind.HTTP, Optional.empty(), V4)))
                .isEqualTo("CONNECT 192.0.2.1:443 HTTP/1.1\r\nHost: 192.0.2.1:443\r\n\r\n");
        assertThat(opening(dialogue(Kind.HTTP, LOGIN, V6)))
                .startsWith("CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n")
                .endsWith("\r\nProxy-Authorization: Basic Ym9iOnDDpHNz\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 Connection established\r\n\r\n",
                "HTTP/1.0 200\r\n\r\n",
                "HTTP/1.1 204 \nVia: x\n\n",
                "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
            })
    void aTunnelIsOpenAfterTheEmptyLineAndNotBefore(String answer) throws ProxyFaultException {
        TunnelDialogue dialogue = dialogue(Kind.HTTP, Optional.empty(), V4);
        ByteBuf in = Unpooled.buffer();
        for (int i = 0; i < answer.length(); i++) {
            in.writeByte(answer.charAt(i));
            assertThat(advance(dialogue, in)).as(answer.substring(0, i + 1)).isEqualTo(i == answer.length() - 1);
        }
        assertThat(in.isReadable()).isFalse();

        ByteBuf whole = text(answer + "more");
        assertThat(advance(dialogue(Kind.HTTP, Optional.empty(), V4), whole)).isTrue();
        assertThat(whole.toString(ISO_8859_1)).isEqualTo("more");
    }

    @Test
    void whatIsNoHttpIsRefusedAtItsFirstWrongByte() {
        assertThatExceptionOfType(ProxyFaultException.class)
                .isThrownBy(() -> advance(dialogue(Kind.HTTP, Optional.empty(), V4), text("HTTQ")))
                .withMessage("the proxy http://proxy.test:1 does not speak HTTP");
    }

    @Test
    void anAnswerHasABound() {
        String head = "HTTP/1.1 200 OK\r\nX: ";
        assertThatExceptionOfType(ProxyFaultException.class)
                .isThrownBy(() -> advance(
                        dialogue(Kind.HTTP, Optional.empty(), V4), text(head + "x".repeat(201 - head.length()))))
                .withMessageContaining("too large");
        assertThatExceptionOfType(ProxyFaultException.class)
                .isThrownBy(() -> advance(
                        dialogue(Kind.HTTP, Optional.empty(), V4),
                        text(head + "x".repeat(197 - head.length()) + "\r\n\r\n")))
                .withMessageContaining("too large");
    }

    @Test
    void interimAnswersHaveABoundToo() {
        assertThatExceptionOfType(ProxyFaultException.class)
                .isThrownBy(() -> advance(
                        dialogue(Kind.HTTP, Optional.empty(), V4), text("HTTP/1.1 100 Go on\r\n\r\n".repeat(17))))
                .withMessageContaining("does not come to an answer");
    }

    @ParameterizedTest
    @CsvSource({
        // The method picked, what the login is answered with, the reply: IPv4, IPv6, a name.
        "false, 0500, '', 05000001 0a000001 0050",
        "false, 0500, '', 05000004 20010db8000000000000000000000001 0050",
        "true, 0502, 0100, 05000003 03 616263 0050",
        "true, 0500, '', 05000003 00 0050"
    })
    void socksComesToATunnelByteByByte(boolean hasLogin, String method, String login, String reply)
            throws ProxyFaultException {
        TunnelDialogue dialogue = dialogue(Kind.SOCKS5, hasLogin ? LOGIN : Optional.empty(), V4);
        assertThat(HexFormat.of().formatHex(opening(dialogue).getBytes(ISO_8859_1)))
                .isEqualTo(hasLogin ? "05020002" : "050100");
        byte[] answers = HexFormat.of().parseHex((method + login + reply).replace(" ", ""));
        ByteBuf in = Unpooled.buffer();
        ByteBuf out = Unpooled.buffer();
        for (int i = 0; i < answers.length; i++) {
            in.writeByte(answers[i]);
            assertThat(dialogue.advance(in, out)).as("byte " + i).isEqualTo(i == answers.length - 1);
        }
        assertThat(in.isReadable()).isFalse();
        // Version 1, "bob", "päss"; then version 5, connect, IPv4, 443.
        String expected = (login.isEmpty() ? "" : "0103626f620570c3a47373") + "05010001c000020101bb";
        assertThat(HexFormat.of().formatHex(out.array(), 0, out.writerIndex())).isEqualTo(expected);
    }

    @Test
    void socksIsToldAnIpv6AddressAsOne() throws ProxyFaultException {
        ByteBuf out = Unpooled.buffer();
        dialogue(Kind.SOCKS5, Optional.empty(), V6).advance(Unpooled.wrappedBuffer(new byte[] {5, 0}), out);

        assertThat(HexFormat.of().formatHex(out.array(), 0, out.writerIndex()))
                .isEqualTo("0501000420010db800000000000000000000000101bb");
    }

    @ParameterizedTest
    @CsvSource({
        "01, general failure, true, UNKNOWN",
        "02, not allowed by its rules, false, UNKNOWN",
        "03, network unreachable, true, UNKNOWN",
        "04, host unreachable, true, SITE",
        "05, connection refused, true, SITE",
        "06, time to live expired, true, SITE",
        "07, command not supported, false, UNKNOWN",
        "08, kind of address not supported, false, UNKNOWN",
        "09, reply 9, false, UNKNOWN",
        "ff, reply 255, false, UNKNOWN"
    })
    void whatSocksRefusesIsSaidInItsWords(String reply, String words, boolean isRetryable, Culprit culprit) {
        ByteBuf in = Unpooled.wrappedBuffer(HexFormat.of().parseHex("0500" + "05" + reply));
        assertThatExceptionOfType(ProxyFaultException.class)
                .isThrownBy(() -> advance(dialogue(Kind.SOCKS5, Optional.empty(), V4), in))
                .withMessage("the proxy socks5://proxy.test:1 cannot connect to 192.0.2.1:443: " + words)
                .satisfies(fault -> {
                    assertThat(fault.isRetryable()).isEqualTo(isRetryable);
                    assertThat(fault.culprit()).isEqualTo(culprit);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "false, 05ff, wants a user name and password",
        "true, 05ff, takes no user name and password",
        "true, 05020101, does not accept its user name and password",
        "false, 0502, picks a method that was not offered",
        "true, 05020500, does not speak SOCKS5"
    })
    void loginsThatWillNotDoAreFaults(boolean hasLogin, String said, String words) {
        ByteBuf in = Unpooled.wrappedBuffer(HexFormat.of().parseHex(said));
        assertThatExceptionOfType(ProxyFaultException.class)
                .isThrownBy(() -> advance(dialogue(Kind.SOCKS5, hasLogin ? LOGIN : Optional.empty(), V4), in))
                .withMessageContaining(words)
                .satisfies(fault -> {
                    assertThat(fault.isRetryable()).isFalse();
                    assertThat(fault.culprit()).isEqualTo(Culprit.PROXY);
                });
    }
}
