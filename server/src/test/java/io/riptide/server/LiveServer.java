package io.riptide.server;

import io.riptide.server.config.RiptideConfig;
import io.riptide.server.event.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A server on a free port and a client that talks to it.
final class LiveServer implements AutoCloseable {
    private final RiptideServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    LiveServer(String... settings) {
        List<String> all = new ArrayList<>(Stream.of(settings).toList());
        all.addAll(List.of("server.port=0", "server.loops=2", "bench.enabled=true", "crawl.enabled=false"));
        this.server = RiptideServer.start(RiptideConfig.of(all.toArray(String[]::new)));
    }

    RiptideServer server() {
        return server;
    }

    HttpResponse<String> get(String target, String... fields) throws IOException, InterruptedException {
        return send("GET", target, fields);
    }

    HttpResponse<String> send(String method, String target, String... fields) throws IOException, InterruptedException {
        return client.send(request(method, target, fields), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode json(String target) throws IOException, InterruptedException {
        return Json.mapper().readTree(get(target).body());
    }

    /// A stream that can be read line by line while it goes on.
    OpenStream open(String target, String... fields) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                client.send(request("GET", target, fields), HttpResponse.BodyHandlers.ofInputStream());
        return new OpenStream(answer, new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
    }

    private HttpRequest request(String method, String target, String... fields) {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + target);
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < fields.length; i += 2) {
            builder.header(fields[i], fields[i + 1]);
        }
        return builder.build();
    }

    @Override
    public void close() {
        client.close();
        server.stop();
        try {
            server.awaitStop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// An answer that is still arriving.
    record OpenStream(HttpResponse<InputStream> answer, BufferedReader lines) implements AutoCloseable {
        String runId() {
            return answer.headers().firstValue("x-run-id").orElseThrow();
        }

        JsonNode next() throws IOException {
            return Json.mapper().readTree(lines.readLine());
        }

        List<JsonNode> rest() throws IOException {
            List<JsonNode> events = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.add(Json.mapper().readTree(line));
            }
            return events;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
