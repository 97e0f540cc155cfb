package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.bench.wire.ProbeException;
import io.riptide.bench.wire.Target;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A Riptide server, asked by `POST /crawl/stream`.
record ServedCrawler(Target target, List<String> formats, int concurrency, OptionalLong pid) implements Crawler {
    private static final int OK = 200;
    private static final int BUFFER_BYTES = 64 * 1024;

    @Override
    public String name() {
        return target.name();
    }

    @Override
    public boolean anew() {
        return false;
    }

    @Override
    public void prepare() {}

    @Override
    public void crawl(List<URI> urls, Consumer<byte[]> lines) throws IOException {
        byte[] body = body(urls);
        URI uri = URI.create("http://" + target.host() + ':' + target.port() + "/crawl/stream");
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setReadTimeout((int) PATIENCE_MS);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        connection.setRequestProperty("Content-Type", "application/json");
        try {
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            if (connection.getResponseCode() != OK) {
                throw new ProbeException(
                        "status " + connection.getResponseCode(), "status " + connection.getResponseCode());
            }
            try (InputStream in = new BufferedInputStream(connection.getInputStream(), BUFFER_BYTES)) {
                LineIn reader = new LineIn(in);
                while (!reader.ended()) {
                    byte[] line = reader.next();
                    if (line.length > 0) {
                        lines.accept(line);
                    }
                }
            }
        } finally {
            connection.disconnect();
        }
    }

    private byte[] body(List<URI> urls) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        ArrayNode list = body.putArray("urls");
        urls.forEach(url -> list.add(url.toString()));
        ObjectNode options = body.putObject("options");
        options.put("cache_mode", "bypass").put("respect_robots", true).put("concurrency", concurrency);
        ArrayNode wanted = options.putArray("formats");
        formats.forEach(wanted::add);
        return body.toString().getBytes(UTF_8);
    }

    @Override
    public boolean isPage(JsonNode line) {
        return line.path("type").asString("").equals("result");
    }

    @Override
    public Page page(JsonNode line) {
        JsonNode result = line.path("result");
        JsonNode document = result.path("document");
        return new Page(
                result.path("url").asString(""),
                result.path("status").asInt(0),
                document.path("title").asString(""),
                document.path("text").asString("").length(),
                document.path("links").size());
    }

    /// The server is another's.
    @Override
    public void close() {}
}
