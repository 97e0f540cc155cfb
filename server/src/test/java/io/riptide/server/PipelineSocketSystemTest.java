package io.riptide.server;

import static io.riptide.server.Commands.next;
import static io.riptide.server.Commands.nextOf;
import static io.riptide.server.Commands.say;
import static io.riptide.server.Commands.text;
import static io.riptide.server.Commands.untilSummary;
import static io.riptide.server.ScriptedSite.article;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.testing.RawHttp;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Pipelines over a socket of commands.
class PipelineSocketSystemTest {
    private static final String SLOW = "{'type':'crawl','id':'slow','urls':['%s']}";

    private final CountDownLatch gate = new CountDownLatch(1);
    private CrawlingServer server;
    private ScriptedSite site;

    @BeforeEach
    void start() {
        server = new CrawlingServer("websocket.streams-max=2");
        site = new ScriptedSite();
        site.on("/gated", visit -> {
            gate.await();
            visit.html(article("Gated"));
        });
    }

    @AfterEach
    void stop() throws Exception {
        gate.countDown();
        site.close();
        server.close();
    }

    @Test
    void aPipelineRunsBesideACrawl() throws Exception {
        try (RawHttp client = connect()) {
            assertThat(client.handshake("/ws", "")).startsWith("HTTP/1.1 101 ");
            assertThat(next(client).path("operations").valueStream().map(JsonNode::stringValue))
                    .contains("crawl", "pipeline");
            say(client, SLOW.formatted(site.url("/gated")));
            assertThat(text(next(client), "stream")).isEqualTo("slow");
            say(
                    client,
                    "{'type':'pipeline','id':'p','pipeline':{'nodes':[{'id':'sine','type':'SineGenerator',"
                            + "'config':{'frames':5,'frame_size':4}},{'id':'print','type':'Print'}],"
                            + "'connections':[{'from':'sine','to':'print'}]}}");
            List<JsonNode> events = untilSummary(client, "p");
            assertThat(events.stream().filter(event -> text(event, "type").equals("frame")))
                    .hasSize(5)
                    .allSatisfy(event -> assertThat(text(event, "node")).isEqualTo("print"));
            gate.countDown();
            assertThat(untilSummary(client, "slow")).isNotEmpty();
        }
    }

    @Test
    void framesAreGivenToAPipelineAsItRuns() throws Exception {
        try (RawHttp client = connect()) {
            assertThat(client.handshake("/ws", "")).startsWith("HTTP/1.1 101 ");
            assertThat(text(next(client), "type")).isEqualTo("welcome");
            say(client, "{'type':'pipeline','id':'m','name':'meter'}");
            assertThat(text(next(client), "type")).isEqualTo("metadata");
            for (int i = 1; i <= 3; i++) {
                say(client, "{'type':'input','id':'m','frame':{'payload':{'main':[" + i + "]}}}");
                JsonNode frame = nextOf(client, "frame");
                assertThat(frame.at("/frame/payload/main/0").doubleValue()).isEqualTo(i);
            }
            say(client, "{'type':'input','id':'m'}");
            assertThat(nextOf(client, "error").at("/error/errors/0/pointer").stringValue())
                    .isEqualTo("/frame");
            say(client, "{'type':'input','id':'m','end':true}");
            assertThat(nextOf(client, "summary").path("frames").intValue()).isEqualTo(3);
            say(client, SLOW.formatted(site.url("/gated")));
            assertThat(text(nextOf(client, "metadata"), "stream")).isEqualTo("slow");
            say(client, "{'type':'input','id':'slow','end':true}");
            assertThat(nextOf(client, "error").at("/error/message").stringValue())
                    .contains("takes no input");
            gate.countDown();
            untilSummary(client, "slow");
        }
    }

    @Test
    void aStoredPipelineHasASocketOfItsOwn() throws Exception {
        try (RawHttp client = connect()) {
            assertThat(client.handshake("/pipelines/meter/ws", "")).startsWith("HTTP/1.1 101 ");
            assertThat(text(next(client), "type")).isEqualTo("welcome");
            say(client, "{'type':'pipeline','id':'m','input':{'payload':{'main':[4]}}}");
            JsonNode frame = nextOf(client, "frame");
            assertThat(frame.at("/frame/payload/main/0").doubleValue()).isEqualTo(4);
            say(client, "{'type':'cancel','id':'m'}");
            assertThat(text(nextOf(client, "summary"), "outcome")).isEqualTo("cancelled");
        }
        try (RawHttp client = connect()) {
            assertThat(client.handshake("/pipelines/metre/ws", "")).startsWith("HTTP/1.1 404 ");
        }
    }

    private RawHttp connect() throws IOException {
        return new RawHttp(server.server().address(), 0);
    }
}
