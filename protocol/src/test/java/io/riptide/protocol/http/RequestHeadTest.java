package io.riptide.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.riptide.protocol.HttpProtocolException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class RequestHeadTest {
    private static RequestHead head(String request) throws HttpProtocolException {
        RequestDecoder decoder = new RequestDecoder(HttpLimits.standard(), false);
        RequestDecoder.Signal signal = decoder.decode(Unpooled.copiedBuffer(request, ISO_8859_1));
        assertThat(signal).isEqualTo(RequestDecoder.Signal.HEAD);
        return decoder.head();
    }

    @Test
    void partsOfATargetKeepTheirEncoding() throws HttpProtocolException {
        RequestHead head = head("GET /a%2Fb?c=%20&d HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(head.target()).isEqualTo("/a%2Fb?c=%20&d");
        assertThat(head.path()).isEqualTo("/a%2Fb");
        assertThat(head.query()).contains("c=%20&d");
        assertThat(head.authority()).contains("a");
    }

    @Test
    void anAbsoluteTargetSaysTheAuthorityAndHostIsIgnored() throws HttpProtocolException {
        RequestHead head = head("GET http://b:81/x?y HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(head.authority()).contains("b:81");
        assertThat(head.path()).isEqualTo("/x");
        assertThat(head.query()).contains("y");
    }

    @Test
    void anAbsoluteTargetWithoutAPathIsTheRootOrTheServer() throws HttpProtocolException {
        assertThat(head("GET http://b HTTP/1.1\r\nHost: a\r\n\r\n").path()).isEqualTo("/");
        assertThat(head("GET http://b?q HTTP/1.1\r\nHost: a\r\n\r\n").path()).isEqualTo("/");
        assertThat(head("OPTIONS http://b HTTP/1.1\r\nHost: a\r\n\r\n").path()).isEqualTo("*");
        assertThat(head("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").path()).isEqualTo("*");
    }

    @Test
    void anEmptyQueryIsAQuery() throws HttpProtocolException {
        assertThat(head("GET /? HTTP/1.1\r\nHost: a\r\n\r\n").query()).contains("");
        assertThat(head("GET / HTTP/1.1\r\nHost: a\r\n\r\n").query()).isEmpty();
    }

    @Test
    void fieldsAreFoundInAnyCase() throws HttpProtocolException {
        RequestHead head = head("GET / HTTP/1.1\r\nHost: a\r\nX-A:  1 \r\nx-a: 2\r\nY:\r\n\r\n");
        assertThat(head.header("x-A")).contains("1, 2");
        assertThat(head.headerLines("X-a")).isEqualTo(2);
        assertThat(head.header("y")).contains("");
        assertThat(head.header("z")).isEmpty();
        assertThat(head.fieldCount()).isEqualTo(4);
        assertThat(head.fieldName(1)).isEqualTo("X-A");
        assertThat(head.fieldValue(1)).isEqualTo("1");
    }

    @Test
    void listsAreReadOverAllLinesAndQuotes() throws HttpProtocolException {
        RequestHead head = head("GET / HTTP/1.1\r\nHost: a\r\nX: a, ,\"b,\\\"c\",\r\nX: d\r\nX: \"e\r\n\r\n");
        assertThat(head.headerList("x")).containsExactly("a", "\"b,\\\"c\"", "d", "\"e");
        assertThat(head.headerHas("X", "D")).isTrue();
        assertThat(head.headerHas("X", "b")).isFalse();
    }

    @Test
    void connectionsPersistAsTheVersionAndTheOptionsSay() throws HttpProtocolException {
        assertThat(head("GET / HTTP/1.1\r\nHost: a\r\n\r\n").keepAlive()).isTrue();
        assertThat(head("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n")
                        .keepAlive())
                .isFalse();
        assertThat(head("GET / HTTP/1.0\r\n\r\n").keepAlive()).isFalse();
        assertThat(head("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keepAlive())
                .isTrue();
    }

    @Test
    void valuesAreOctets() throws HttpProtocolException {
        assertThat(head("GET / HTTP/1.1\r\nHost: a\r\nX: \u00e9\r\n\r\n").header("x"))
                .contains("\u00e9");
    }

    @Test
    void theWellFormedPartOfARefusedHeadIsKept() {
        RequestDecoder decoder = new RequestDecoder(HttpLimits.standard(), false);
        ByteBuf in = Unpooled.copiedBuffer("HEAD /x HTTP/1.1\r\nX-Request-ID: r\r\nX y: z\r\n", ISO_8859_1);
        try {
            decoder.decode(in);
            throw new AssertionError("accepted");
        } catch (HttpProtocolException refused) {
            assertThat(refused.status()).isEqualTo(400);
        }
        assertThat(decoder.isHeadMethod()).isTrue();
        assertThat(decoder.headSoFar().orElseThrow().header("x-request-id")).contains("r");
    }

    @Test
    void anOrdinaryHeadAllocatesLessThanOneAndAHalfKibibytes() throws HttpProtocolException {
        ByteBuf request = Unpooled.copiedBuffer("""
                GET /crawl/stream?url=https%3A%2F%2Fexample.org%2F HTTP/1.1
                Host: localhost:8080
                User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0
                Accept: text/event-stream
                Accept-Language: en-US,en;q=0.5
                Accept-Encoding: gzip, deflate, br, zstd
                Connection: keep-alive
                Cache-Control: no-cache
                Last-Event-ID: 4k2j9x0a-128

                """.replace("\n", "\r\n"), ISO_8859_1);
        RequestDecoder decoder = new RequestDecoder(HttpLimits.standard(), false);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 20_000;
        decodeAll(decoder, request, rounds);
        long before = threads.getCurrentThreadAllocatedBytes();
        decodeAll(decoder, request, rounds);
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / rounds).isLessThan(1536);
    }

    private static void decodeAll(RequestDecoder decoder, ByteBuf request, int rounds) throws HttpProtocolException {
        for (int i = 0; i < rounds; i++) {
            request.readerIndex(0);
            assert decoder.decode(request) == RequestDecoder.Signal.HEAD;
            assert decoder.decode(request) == RequestDecoder.Signal.END;
        }
    }
}
