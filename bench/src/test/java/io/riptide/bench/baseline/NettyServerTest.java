package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The opponent, asked by clients that are not ours, so that a mistake in both ends does not hide itself.
class NettyServerTest {
    private final NettyServer server = NettyServer.start(0, 1, true);

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 1024})
    void ticksAreCountedAndExactlyAsLongAsAsked(int size) throws Exception {
        List<String> lines =
                get("/bench/stream?count=5000&size=" + size).body().lines().toList();

        assertThat(lines).hasSize(5002);
        assertThat(lines.getFirst()).isEqualTo("{\"type\":\"metadata\",\"id\":\"0netty00-0\"}");
        assertThat(lines.getLast()).isEqualTo("{\"type\":\"summary\",\"id\":\"0netty00-5001\"}");
        assertThat(lines.subList(1, 5001)).allSatisfy(line -> assertThat(line).hasSize(size));
        assertThat(lines.get(5000)).startsWith("{\"type\":\"tick\",\"id\":\"0netty00-5000\",\"seq\":4999,\"ts\":");
    }

    @Test
    void serverSentEventsAreIdTypeAndDataEach() throws Exception {
        HttpResponse<String> answer = get("/bench/sse?count=300&size=96");

        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        String[] events = answer.body().split("\n\n", -1);
        assertThat(events).hasSize(303);
        assertThat(events[300].lines())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("data: {\"type\":\"tick\",\"id\":\"0netty00-300\"")
                        .hasSize("data: ".length() + 96));
    }

    @Test
    void pacedStreamsBringTheirCountNotFasterThanTheRate() throws Exception {
        long beginNs = System.nanoTime();

        assertThat(get("/bench/stream?count=21&rate=200").body().lines()).hasSize(23);
        assertThat(System.nanoTime() - beginNs).isGreaterThanOrEqualTo(20 * 5_000_000L);
    }

    @Test
    void aBodyInPiecesIsWaitedFor() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(ascii("POST /crawl/stream HTTP/1.1\r\nContent-Le"));
            socket.getOutputStream().write(ascii("ngth: 4\r\n\r\n{"));
            socket.getOutputStream().write(ascii("  }GET /readyz HTTP/1.1\r\n\r\n"));

            String answer = readUntil(socket.getInputStream(), "ready\n");
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("\"type\":\"summary\"")
                    .contains("\r\n0\r\n\r\nHTTP/1.1 200 OK");
        }
    }

    @Test
    void theHandshakeAnswersTheKeyOfTheSpecification() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String request = """
                    GET /bench/ws?count=0 HTTP/1.1
                    Upgrade: websocket
                    Connection: Upgrade
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                    Sec-WebSocket-Version: 13

                    """;
            socket.getOutputStream().write(ascii(request.replace("\n", "\r\n")));

            assertThat(readUntil(socket.getInputStream(), "\u0088\u0002\u0003\u00e8"))
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
            socket.getOutputStream().write(new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0});
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aMessageReachesWhoSubscribedAndIsCountedOn() throws IOException {
        try (Socket lines = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Socket frames = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Socket publisher = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            lines.getOutputStream().write(ascii("GET /topics/news/stream HTTP/1.1\r\n\r\n"));
            readUntil(lines.getInputStream(), "{\"type\":\"metadata\",\"id\":\"0netty00\"}\n\r\n");
            frames.getOutputStream().write(ascii("GET /topics/news/ws HTTP/1.1\r\nSec-WebSocket-Key: a\r\n\r\n"));
            readUntil(frames.getInputStream(), "\"id\":\"0netty00\"}");
            for (int i = 0; i < 2; i++) {
                publisher
                        .getOutputStream()
                        .write(ascii(
                                "POST /topics/news HTTP/1.1\r\nContent-Length: 14\r\n\r\n{\"data\":[" + i + "]}  "));
                readUntil(publisher.getInputStream(), "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
            }

            String message = "{\"type\":\"message\",\"id\":\"0netty00-1\",\"topic\":\"news\",\"data\":[1]}  ";
            assertThat(readUntil(lines.getInputStream(), message + "\n\r\n"))
                    .contains(String.format("%08x\r\n{", message.length() + 1))
                    .contains("\"0netty00-0\"");
            assertThat(readUntil(frames.getInputStream(), message))
                    .contains("\u0081" + (char) message.length() + message);
        }
    }

    @Test
    void aSubscriberThatDoesNotReadIsCutOffAndOthersAreNot() throws IOException {
        byte[] body = ascii("{\"data\":\"" + "x".repeat(60_000) + "\"}");
        try (Socket stopped = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Socket publisher = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            publisher.setTcpNoDelay(true);
            stopped.getOutputStream().write(ascii("GET /topics/news/stream HTTP/1.1\r\n\r\n"));
            readUntil(stopped.getInputStream(), "\"0netty00\"}");
            for (int i = 0; i < 400; i++) {
                publisher
                        .getOutputStream()
                        .write(ascii("POST /topics/news HTTP/1.1\r\nContent-Length: " + body.length + "\r\n\r\n"));
                publisher.getOutputStream().write(body);
                readUntil(publisher.getInputStream(), "202 Accepted\r\nContent-Length: 0\r\n\r\n");
            }
            stopped.setSoTimeout(10_000);

            assertThat(stopped.getInputStream().readAllBytes().length).isLessThan(400 * 60_000);
        }
    }

    @Test
    void anEchoSendsFramesBack() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(ascii("GET /bench/echo HTTP/1.1\r\nSec-WebSocket-Key: a\r\n\r\n"));
            readUntil(socket.getInputStream(), "\r\n\r\n");
            socket.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x82, 1, 2, 3, 4, 'h' ^ 1, 'i' ^ 2});

            assertThat(readUntil(socket.getInputStream(), "hi")).isEqualTo("\u0081\u0002hi");
            socket.getOutputStream().write(new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0});
            assertThat(readUntil(socket.getInputStream(), "\u0088\u0000")).hasSize(2);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whatItDoesNotKnowIsRefused() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
        assertThat(get("/bench/stream?size=1").statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString(US_ASCII));
        }
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] bytes = new byte[4096];
        while (text.indexOf(end) < 0) {
            int count = in.read(bytes);
            assertThat(count).as("bytes after: %s", text).isPositive();
            text.append(new String(bytes, 0, count, ISO_8859_1));
        }
        return text.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
