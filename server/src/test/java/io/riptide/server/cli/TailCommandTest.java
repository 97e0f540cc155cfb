package io.riptide.server.cli;

import static io.riptide.server.cli.ScriptedServer.cut;
import static io.riptide.server.cli.ScriptedServer.ndjson;
import static io.riptide.server.cli.ScriptedServer.plain;
import static io.riptide.server.cli.ScriptedServer.sse;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.cli.ScriptedServer.Asked;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailCommandTest {
    private static final String NDJSON = "application/x-ndjson";
    private static final String SUMMARY = "{\"type\":\"summary\",\"id\":\"abcdefgh-9\",\"outcome\":\"completed\"}";

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedServer server = new ScriptedServer();

    @Test
    void eventsArePrintedAsTheyCame() {
        String odd = "{ \"type\":\"message\", \"id\":\"abcdefgh-0\",\"data\":{\"n\":1.50} }";
        server.then(ndjson(odd, "{\"type\":\"heartbeat\",\"next_ms\":15000}", SUMMARY));

        CommandRun run = tail("--format", "ndjson");

        assertThat(run.code()).isZero();
        assertThat(run.lines()).containsExactly(odd, SUMMARY);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aBrokenStreamGoesOnAtItsCursor() {
        server.then(cut(NDJSON, message(0) + "\n" + message(1) + "\n" + "{\"type\":\"mess"))
                .then(ndjson("{\"type\":\"resumed\",\"since\":\"abcdefgh-1\"}", message(2), SUMMARY));

        CommandRun run = tail("--format", "ndjson");

        assertThat(run.code()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        message(0), message(1), "{\"type\":\"resumed\",\"since\":\"abcdefgh-1\"}", message(2), SUMMARY);
        assertThat(server.asked())
                .extracting(Asked::uri)
                .containsExactly("/topics/t/stream?x=1", "/topics/t/stream?x=1&since=abcdefgh-1");
        assertThat(run.err()).contains("the stream was cut; again in 250 ms");
    }

    @Test
    void anEventSeenBeforeIsNotSeenTwice() {
        server.then(cut(NDJSON, message(9) + "\n" + message(10) + "\n"))
                .then(ndjson(message(9), message(10), message(11), "{\"type\":\"summary\",\"id\":\"abcdefgh-12\"}"));

        assertThat(tail("--format", "ndjson").lines())
                .containsExactly(message(9), message(10), message(11), "{\"type\":\"summary\",\"id\":\"abcdefgh-12\"}");
    }

    @Test
    void aNewEpochIsANewLog() {
        server.then(cut(NDJSON, message(5) + "\n"))
                .then(ndjson(
                        "{\"type\":\"message\",\"id\":\"zzzzzzzz-0\"}",
                        "{\"type\":\"summary\",\"id\":\"zzzzzzzz-1\"}"));

        assertThat(tail().lines()).hasSize(3);
    }

    @Test
    void aStreamThatEndsWithoutATerminalEventWasCut() {
        server.then(ndjson(message(0))).then(ndjson(SUMMARY));

        assertThat(tail("--format", "ndjson").lines()).containsExactly(message(0), SUMMARY);
    }

    @Test
    void reconnectIsObeyed() {
        server.then(ndjson(message(0), "{\"type\":\"reconnect\",\"after_ms\":10,\"since\":\"abcdefgh-7\"}"))
                .then(ndjson(SUMMARY));

        CommandRun run = tail();

        assertThat(server.asked()).last().extracting(Asked::uri).asString().endsWith("since=abcdefgh-7");
        assertThat(run.err()).contains("the server drains; again in 10 ms");
    }

    @Test
    void serverSentEventsAreTheSameEvents() {
        server.then(cut(
                        "text/event-stream",
                        "retry: 3000\nid: abcdefgh-0\nevent: message\ndata: " + message(0)
                                + "\n\n: 15000\n\ndata: {\"type\""))
                .then(sse("id: abcdefgh-1\r\nevent: message\r\ndata:" + message(1) + "\r\n\r\ndata: " + SUMMARY
                        + "\n\n"));

        CommandRun run = tail("--format", "ndjson");

        assertThat(run.lines()).containsExactly(message(0), message(1), SUMMARY);
        assertThat(server.asked()).last().extracting(Asked::uri).asString().endsWith("since=abcdefgh-0");
    }

    @Test
    void sinceIsWhereItBegins() {
        server.then(ndjson(SUMMARY));
        tail("--since", "earliest");

        assertThat(server.asked()).extracting(Asked::uri).containsExactly("/topics/t/stream?x=1&since=earliest");
    }

    @Test
    void anErrorEventIsFailure() {
        server.then(
                ndjson(
                        "{\"type\":\"error\",\"id\":\"abcdefgh-1\",\"error\":{\"type\":\"overload\",\"message\":\"too much\"}}"));

        CommandRun run = tail();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.lines()).containsExactly("error: too much");
    }

    @Test
    void aTemporaryRefusalIsWaitedOutOnceConnected() {
        server.then(ndjson(message(0))).then(plain(503, "text/plain", "")).then(ndjson(SUMMARY));

        CommandRun run = tail();

        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("answered 503; again in 500 ms");
    }

    @Test
    void aRefusalForGoodIsSaidInTheServersWords() {
        server.then(
                plain(
                        404,
                        "application/problem+json",
                        "{\"title\":\"Not found\",\"detail\":\"no topic \\u001b[31mt\",\"errors\":[{\"pointer\":\"/name\",\"detail\":\"unknown\"}]}"));

        CommandRun run = tail();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("answered 404: no topic ?[31mt\n  /name: unknown")
                .doesNotContain("\u001b");
    }

    @Test
    void whatIsNoStreamIsSaidToBeNone() {
        server.then(plain(200, "text/html", "<html>"));

        CommandRun run = tail();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("is no stream of events but text/html");
    }

    @Test
    void itGivesUpAfterSoManyTriesInVain() {
        server.then(ndjson(message(0))).then(ndjson()).then(ndjson());

        CommandRun run = tail("--retries", "1");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("gave up after 1 tries: the stream was cut");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void nobodyThereIsFailureAtOnce() {
        CommandRun run = CommandRun.of(directory, CommandRun.NO_SERVER, "tail", "http://127.0.0.1:1/x/stream");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("riptide: cannot reach http://127.0.0.1:1/x/stream (ConnectException");
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        assertThat(CommandRun.of(directory, CommandRun.NO_SERVER, "tail", "topics/t")
                        .err())
                .contains("topics/t is no http address");
    }

    @Test
    void quietSaysNothingButResults() {
        server.then(cut(NDJSON, message(0) + "\n")).then(ndjson(SUMMARY));

        assertThat(tail("--quiet").err()).isEmpty();
    }

    private CommandRun tail(String... more) {
        String[] arguments = new String[2 + more.length];
        arguments[0] = "tail";
        arguments[1] = server.uri() + "/topics/t/stream?x=1";
        System.arraycopy(more, 0, arguments, 2, more.length);
        return CommandRun.of(directory, CommandRun.NO_SERVER, arguments);
    }

    private static String message(int offset) {
        return "{\"type\":\"message\",\"id\":\"abcdefgh-" + offset + "\",\"topic\":\"t\",\"data\":{\"n\":" + offset
                + "}}";
    }
}
