package io.riptide.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.server.config.RiptideConfig;
import io.riptide.server.event.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A server that crawls loopback sites, and a client of it.
final class CrawlingServer implements AutoCloseable {
    private final RiptideServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    CrawlingServer(String... settings) {
        List<String> all = new ArrayList<>(List.of("server.port=0", "server.loops=2"));
        if (Stream.of(settings).noneMatch(setting -> setting.startsWith("crawl.allow-private="))) {
            all.add("crawl.allow-private=true");
        }
        all.addAll(List.of(settings));
        server = RiptideServer.start(RiptideConfig.of(all.toArray(String[]::new)));
    }

    RiptideServer server() {
        return server;
    }

    HttpClient client() {
        return client;
    }

    int port() {
        return server.address().getPort();
    }

    HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + target));
    }

    HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return client.send(request(target).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String target, String body, String... fields) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(target).POST(BodyPublishers.ofString(body)).header("Content-Type", "application/json");
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /// The events of a whole NDJSON crawl; `options` are the members of `options`.
    List<JsonNode> crawl(String options, List<String> urls) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/crawl/stream", body(options, "", urls));
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
        return events(answer.body());
    }

    static List<JsonNode> events(String ndjson) {
        return ndjson.lines().map(Json.mapper()::readTree).toList();
    }

    static List<JsonNode> ofType(List<JsonNode> events, String type) {
        return events.stream()
                .filter(event -> event.path("type").stringValue().equals(type))
                .toList();
    }

    static String body(String options, String delivery, List<String> urls) {
        String list = urls.stream().map(url -> '"' + url + '"').collect(Collectors.joining(","));
        return "{\"urls\":[" + list + "],\"options\":{" + options + "},\"delivery\":{" + delivery + "}}";
    }

    /// A connection that has sent a crawl and read nothing.
    Socket connect(String body, int receiveBytes) throws IOException {
        Socket socket = new Socket();
        if (receiveBytes > 0) {
            socket.setReceiveBufferSize(receiveBytes);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
        byte[] content = body.getBytes(UTF_8);
        socket.getOutputStream()
                .write(("POST /crawl/stream HTTP/1.1\r\nHost: riptide\r\nContent-Type: application/json\r\n"
                                + "Content-Length: " + content.length + "\r\n\r\n")
                        .getBytes(UTF_8));
        socket.getOutputStream().write(content);
        socket.getOutputStream().flush();
        return socket;
    }

    /// Whether every byte and every run is back where it came from.
    boolean isIdle() {
        return server.pool().leasedBytes() == 0
                && server.memory().reserved() == 0
                && server.runs().size() == 0;
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.stop();
        try {
            server.awaitStop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
