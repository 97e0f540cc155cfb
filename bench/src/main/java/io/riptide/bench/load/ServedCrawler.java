package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.bench.wire.Target;
import java.io.IOException;
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
        try (PostedStream stream = PostedStream.connect(target)) {
            stream.post("/crawl/stream", body(urls), lines);
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
