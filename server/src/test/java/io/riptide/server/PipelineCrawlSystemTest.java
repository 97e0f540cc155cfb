package io.riptide.server;

import static io.riptide.server.CrawlingServer.events;
import static io.riptide.server.CrawlingServer.ofType;
import static io.riptide.server.ScriptedSite.article;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.engine.run.RunSnapshot;
import io.riptide.server.event.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Crawls as sources of pipelines, over real sockets on both sides.
class PipelineCrawlSystemTest {
    private CrawlingServer server;
    private ScriptedSite site;

    @BeforeEach
    void start() {
        server = new CrawlingServer("runs.per-client-max=2", "memory.stream-bytes=1MiB", "stream.window-bytes=256KiB");
        site = new ScriptedSite();
    }

    @AfterEach
    void everythingComesBack() throws Exception {
        await().until(server::isIdle);
        site.close();
        server.close();
    }

    @Test
    void eachPageIsAFrameWithItsResultAsMetadata() throws Exception {
        site.on("/", visit -> visit.html(article("Start", "/a", "/b")));
        site.on("/a", visit -> visit.html(article("First")));
        List<JsonNode> events = run(crawl("\"max_depth\":1,\"formats\":[\"markdown\"]", site.url("/")));
        List<JsonNode> frames = ofType(events, "frame");
        assertThat(frames)
                .extracting(frame -> frame.at("/frame/metadata/url").stringValue())
                .containsExactlyInAnyOrder(site.url("/"), site.url("/a"), site.url("/b"));
        assertThat(frames)
                .extracting(frame -> frame.at("/frame/metadata/index").intValue())
                .containsExactlyInAnyOrder(0, 1, 2);
        JsonNode start = named(frames, site.url("/"));
        assertThat(start.path("status").intValue()).isEqualTo(200);
        assertThat(start.at("/document/markdown").stringValue()).contains("The tide went out");
        assertThat(start.path("document").has("text")).isFalse();
        assertThat(named(frames, site.url("/b")).path("status").intValue()).isEqualTo(404);
        assertThat(events.getLast().path("outcome").stringValue()).isEqualTo("completed");
        assertThat(events.getLast().path("frames_leaked").intValue()).isZero();
    }

    private static JsonNode named(List<JsonNode> frames, String url) {
        return frames.stream()
                .map(frame -> frame.at("/frame/metadata"))
                .filter(metadata -> metadata.path("url").stringValue().equals(url))
                .findFirst()
                .orElseThrow();
    }

    /// With everything in the cache, the crawl works in steps.
    @Test
    void pagesOfTheCacheAreFramesToo() throws Exception {
        site.on(
                "/kept",
                visit -> visit.answer(
                        "200 OK", "Content-Type: text/html\r\nCache-Control: max-age=600\r\n", article("Kept")));
        String graph = crawl("\"formats\":[\"text\"]", site.url("/kept"));
        assertThat(ofType(run(graph), "frame")).hasSize(1);
        JsonNode again = ofType(run(graph), "frame").getFirst();
        assertThat(again.at("/frame/metadata/from_cache").booleanValue()).isTrue();
        assertThat(site.visits("/kept")).hasSize(1);
    }

    @Test
    void theCrawlIsARunOfThePipelinesClientAndEndsWithIt() throws Exception {
        site.on("/mute", ScriptedSite.Visit::untilDeserted);
        try (Socket client = connect(crawl("\"concurrency\":2", pages("/mute", 6)), 0)) {
            await().until(() -> site.visits().size() == 2);
            assertThat(server.server().runs().list())
                    .extracting(RunSnapshot::kind)
                    .containsExactlyInAnyOrder("pipeline", "crawl");
            // The pipeline and its crawl are the two runs that this client may have.
            assertThat(server.post("/pipelines/stream", "{\"pipeline\":" + crawl("", site.url("/")) + "}")
                            .statusCode())
                    .isEqualTo(429);
            client.setSoLinger(true, 0);
        }
        await().until(() -> site.desertedCount() == 2);
        await().until(server::isIdle);
        assertThat(site.visits()).hasSize(2);
    }

    @Test
    void aCrawlThatIsRefusedFailsItsNode() throws Exception {
        String two = "{\"nodes\":[" + node("a", "", site.url("/mute")) + "," + node("b", "", site.url("/mute")) + "]}";
        site.on("/mute", ScriptedSite.Visit::untilDeserted);
        JsonNode error = run(two).getLast();
        assertThat(error.path("type").stringValue()).isEqualTo("error");
        assertThat(error.at("/error/message").stringValue())
                .contains("the crawl was refused: this client has 2 runs already");
    }

    @Test
    void aCrawlThatIsCancelledEndsItsSource() throws Exception {
        site.on("/mute", ScriptedSite.Visit::untilDeserted);
        try (Socket client = connect(crawl("", site.url("/mute")), 0)) {
            await().until(() -> site.visits().size() == 1);
            RunSnapshot crawl = server.server().runs().list().stream()
                    .filter(run -> run.kind().equals("crawl"))
                    .findFirst()
                    .orElseThrow();
            assertThat(server.client()
                            .send(
                                    server.request("/runs/" + crawl.id())
                                            .DELETE()
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isBetween(200, 299);
            String last = "";
            String note = "";
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
            while (!last.contains("\"type\":\"summary\"")) {
                last = in.readLine();
                note = last.contains("\"note\":") ? last : note;
            }
            assertThat(note).contains("\"type\":\"node\"", "the crawl is not whole: it was ended (cancelled) after");
            assertThat(last).contains("\"outcome\":\"completed\"");
        }
    }

    @Test
    void aReaderThatStopsStopsTheFetches() throws Exception {
        String page = article("Long").replace("<p>", "<p>" + "many words here. ".repeat(2_000));
        site.on("/long", visit -> visit.html(page));
        int count = 600;
        String graph = crawl("\"concurrency\":4,\"formats\":[\"markdown\"]", pages("/long", count));
        try (Socket client = connect(graph, 8 * 1_024)) {
            int[] last = {-1, 0};
            await().until(() -> {
                int fetched = site.visits().size();
                last[1] = fetched == last[0] && fetched > 0 ? last[1] + 1 : 0;
                last[0] = fetched;
                return last[1] >= 15;
            });
            assertThat(site.visits().size()).isBetween(4, count - 1);
            long seen = 0;
            String line = "";
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
            while (!line.startsWith("{\"type\":\"summary\"")) {
                line = in.readLine();
                seen += line.startsWith("{\"type\":\"frame\"") ? 1 : 0;
            }
            assertThat(seen).isEqualTo(count);
        }
    }

    @Test
    void badParametersAreNamedBeforeAnythingRuns() throws Exception {
        assertThat(faults("\"max_depth\":21,\"max_pages\":0", "http://a.example/"))
                .containsExactlyInAnyOrder("/nodes/0/config/max_depth", "/nodes/0/config/max_pages");
        assertThat(faults("\"formats\":[\"pdf\"],\"concurrency\":1.5,\"deadline_ms\":1", "http://a.example/"))
                .containsExactlyInAnyOrder(
                        "/nodes/0/config/formats", "/nodes/0/config/concurrency", "/nodes/0/config/deadline_ms");
        assertThat(faults("", "http://a.example/", "ftp://b.example/", "nothing"))
                .containsExactly("/nodes/0/config/urls", "/nodes/0/config/urls");
        assertThat(faults("\"max_deepth\":1", "http://a.example/")).containsExactly("/nodes/0/config/max_deepth");
        HttpResponse<String> item =
                server.post("/pipelines/validate", crawl("", "http://a.example/", "http://[b.example/"));
        assertThat(item.body()).contains("item 1: not a URL that can be crawled: ");
        assertThat(server.post("/pipelines/validate", "{\"nodes\":[{\"id\":\"c\",\"type\":\"CrawlSource\"}]}")
                        .body())
                .contains("is required");
    }

    private List<String> faults(String options, String... urls) throws Exception {
        HttpResponse<String> answer = server.post("/pipelines/validate", crawl(options, urls));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return Json.mapper()
                .readTree(answer.body())
                .path("errors")
                .valueStream()
                .map(error -> error.path("pointer").stringValue())
                .toList();
    }

    @Test
    void aPrivateAddressIsAsForbiddenAsToClients() throws Exception {
        try (CrawlingServer careful = new CrawlingServer("crawl.allow-private=false")) {
            HttpResponse<String> answer =
                    careful.post("/pipelines/stream", "{\"pipeline\":" + crawl("", site.url("/")) + "}");
            JsonNode frame = ofType(events(answer.body()), "frame").getFirst();
            assertThat(frame.at("/frame/metadata/error/type").stringValue()).isEqualTo("blocked_address");
            assertThat(site.acceptedCount()).isZero();
        }
    }

    @Test
    void aServerThatDoesNotCrawlHasNoSuchType() throws Exception {
        try (LiveServer without = new LiveServer()) {
            assertThat(without.get("/pipelines/node-types").body())
                    .contains("TopicSource", "TopicSink")
                    .doesNotContain("CrawlSource", "Recorder");
        }
        assertThat(server.get("/pipelines/node-types").body()).contains("CrawlSource");
    }

    private String[] pages(String path, int count) {
        return IntStream.range(0, count).mapToObj(i -> site.url(path + "?" + i)).toArray(String[]::new);
    }

    private static String crawl(String options, String... urls) {
        return "{\"nodes\":[" + node("crawl", options, urls) + "],\"pipeline_config\":{\"channel_capacity\":1}}";
    }

    private static String node(String id, String options, String... urls) {
        String list = List.of(urls).stream().map(url -> '"' + url + '"').collect(Collectors.joining(","));
        return "{\"id\":\"" + id + "\",\"type\":\"CrawlSource\",\"config\":{\"urls\":[" + list + "]"
                + (options.isEmpty() ? "" : "," + options) + "}}";
    }

    private List<JsonNode> run(String graph) throws Exception {
        HttpResponse<String> answer = server.post("/pipelines/stream", "{\"pipeline\":" + graph + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return events(answer.body());
    }

    /// A connection that has asked for the graph and read nothing, by HTTP/1.0 so that lines come as they are.
    private Socket connect(String graph, int receiveBytes) throws Exception {
        Socket socket = new Socket();
        if (receiveBytes > 0) {
            socket.setReceiveBufferSize(receiveBytes);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        byte[] content = ("{\"pipeline\":" + graph + "}").getBytes(UTF_8);
        socket.getOutputStream()
                .write(("POST /pipelines/stream HTTP/1.0\r\nHost: riptide\r\nContent-Type: application/json\r\n"
                                + "Content-Length: " + content.length + "\r\n\r\n")
                        .getBytes(UTF_8));
        socket.getOutputStream().write(content);
        return socket;
    }
}
