package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.bench.baseline.StreamRequest.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamRequestTest {
    @ParameterizedTest
    @CsvSource({"stream, NDJSON", "sse, SSE", "ws, WEBSOCKET"})
    void thePathSaysTheTransportAndTheQueryTheRest(String path, Wire wire) {
        StreamRequest request = parse("GET /bench/" + path + "?count=7&size=1024&rate=50 HTTP/1.1");

        assertThat(request).isEqualTo(new StreamRequest(Kind.STREAM, wire, 7, 1024, 50, false, 0, ""));
    }

    @Test
    void aServerThatHasParsedTheRequestAsksTheSame() {
        StreamRequest request = StreamRequest.ofGet("/bench/sse", "count=7&hold=1");

        assertThat(request).isEqualTo(new StreamRequest(Kind.STREAM, Wire.SSE, 7, 128, 0, true, 0, ""));
        assertThat(StreamRequest.ofGet("/readyz", null).kind()).isEqualTo(Kind.READY);
    }

    @ParameterizedTest
    @CsvSource({"stream, NDJSON", "sse, SSE", "ws, WEBSOCKET"})
    void aTopicIsSubscribedTo(String path, Wire wire) {
        StreamRequest request = parse("GET /topics/news/" + path + "?since=latest HTTP/1.1");

        assertThat(request.kind()).isEqualTo(Kind.SUBSCRIBE);
        assertThat(request.wire()).isEqualTo(wire);
        assertThat(request.topic()).isEqualTo("news");
        assertThat(parse("GET /topics/news HTTP/1.1").kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(parse("GET /topics/news/other HTTP/1.1").kind()).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void whatIsPostedToATopicIsPublished() {
        StreamRequest request = parse("POST /topics/news HTTP/1.1\r\nContent-Length: 9");

        assertThat(request.kind()).isEqualTo(Kind.PUBLISH);
        assertThat(request.topic()).isEqualTo("news");
        assertThat(request.bodyBytes()).isEqualTo(9);
    }

    @Test
    void withoutAQueryItIsOneSmallEvent() {
        assertThat(parse("GET /bench/stream HTTP/1.1"))
                .isEqualTo(new StreamRequest(Kind.STREAM, Wire.NDJSON, 1, 128, 0, false, 0, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"size=95", "size=8193", "count=4000000001", "colour=1&x=2", "count=1x"})
    void whatIsOutOfBoundsIsBad(String query) {
        assertThat(parse("GET /bench/stream?" + query + " HTTP/1.1").kind()).isEqualTo(Kind.BAD);
    }

    @Test
    void readinessAndUnknownPaths() {
        assertThat(parse("GET /readyz HTTP/1.1").kind()).isEqualTo(Kind.READY);
        assertThat(parse("GET /other HTTP/1.1").kind()).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void aPostIsAsLongAsItsContentLength() {
        StreamRequest request = parse("POST /crawl/stream HTTP/1.1\r\nHost: a\r\nContent-Length: 42");

        assertThat(request.kind()).isEqualTo(Kind.STREAM);
        assertThat(request.bodyBytes()).isEqualTo(42);
        assertThat(parse("POST /crawl/stream HTTP/1.1\r\nHost: a").kind()).isEqualTo(Kind.BAD);
    }

    @Test
    void headersAreFoundInAnyCase() {
        byte[] head = "GET / HTTP/1.1\r\nhost: a\r\nSEC-WebSocket-Key:  k==\r\n\r\n".getBytes(US_ASCII);

        assertThat(StreamRequest.header(head, head.length, "sec-websocket-key:"))
                .contains("k==");
        assertThat(StreamRequest.header(head, head.length, "origin:")).isEmpty();
    }

    private static StreamRequest parse(String lines) {
        byte[] head = (lines + "\r\n\r\n").getBytes(US_ASCII);
        return StreamRequest.parse(head, head.length);
    }
}
