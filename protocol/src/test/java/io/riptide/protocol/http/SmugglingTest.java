package io.riptide.protocol.http;

import static io.riptide.protocol.http.LoopbackServer.readToEnd;
import static io.riptide.protocol.http.LoopbackServer.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A request hidden in another one must never be answered, nor one that follows a refusal on the same
/// connection.
class SmugglingTest {
    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private final Echo echo = new Echo();
    private final LoopbackServer server = new LoopbackServer(HttpLimits.standard(), echo);

    @AfterEach
    void nothingLeaks() {
        server.close();
        assertThat(server.faultsOfOurs).isEmpty();
        LeakPresenceDetector.check();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nTransfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 0\r\nContent-Length: 30\r\n\r\n",
                "Content-Length: 30\r\nContent-Length: 0\r\n\r\n",
                "Content-Length: 0, 30\r\n\r\n",
                "Content-Length: +0\r\n\r\n",
                "Content-Length: 0x0\r\n\r\n",
                "Content-Length: 0\u0000\r\n\r\n",
                "Content-Length:\r\n\r\n",
                "X: y\nContent-Length: 0\r\n\r\n",
                "X: y\rContent-Length: 0\r\n\r\n",
                "X: y\r\n\rContent-Length: 0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: ,chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\n",
                "Transfer-Encoding: chunked\r\n\r\n0;\n\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n00000000000000000\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\nx\r\n0\r\n\r\n",
                "Expect: x\r\n\r\n",
                "Host: a\r\n\r\n",
                "X y: z\r\n\r\n",
                "X\r\n\r\n"
            })
    void nothingIsReadAfterARefusal(String framing) throws IOException {
        List<String> answers = server.exchange("POST / HTTP/1.1\r\nHost: a\r\n" + framing + HIDDEN + NEXT);
        assertThat(answers).singleElement().asString().matches("(?s)(400|413|417|501) \\(close\\) .*");
        assertThat(echo.requests).isEmpty();
        assertThat(echo.faults).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "FOO", "TRACE"})
    void contentIsContentWhateverTheMethod(String method) throws IOException {
        String request = method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: " + HIDDEN.length() + "\r\n\r\n" + HIDDEN;
        try (Socket socket = server.connect()) {
            send(socket, request + NEXT);
            assertThat(readToEnd(socket)).containsOnlyOnce("GET /next").doesNotContain("Connection: keep-alive");
        }
        assertThat(echo.requests).containsExactly(method + " / " + HIDDEN, "GET /next");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\n0\r\n\r\n\r\n0\r\n\r\n",
                "24;x=\"0\r\n",
                "0000000000000005\r\n0\r\n\r\n\r\n0\r\n\r\n",
                "5;x=\"0;\\\"\"\r\n0\r\n\r\n\r\n0\r\nContent-Length: 100\r\n\r\n"
            })
    void chunksEndWhereTheyEnd(String body) throws IOException {
        List<String> answers =
                server.exchange("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body + NEXT);
        if (body.startsWith("24")) {
            assertThat(answers).singleElement().asString().startsWith("400 (close)");
        } else {
            assertThat(answers).containsExactly("200 POST / 0\r\n\r\n", "200 (close) GET /next");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
                "HEAD / HTTP/1.1\r\n\r\n",
                "HEAD /# HTTP/1.1\r\nHost: a\r\n\r\n"
            })
    void anAnswerToHeadHasNoContent(String request) throws IOException {
        try (Socket socket = server.connect()) {
            send(socket, request);
            socket.shutdownOutput();
            String answer = readToEnd(socket);
            assertThat(answer).contains("\r\nContent-Length: ").endsWith("\r\n\r\n");
            assertThat(answer.indexOf("\r\n\r\n")).isEqualTo(answer.length() - 4);
        }
    }
}
