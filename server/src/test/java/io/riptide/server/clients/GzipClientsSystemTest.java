package io.riptide.server.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.testing.RawHttp;
import io.riptide.server.testing.TestProgram;
import io.riptide.server.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams in gzip, decoded by programs that others wrote.
///
/// Each message is published only after the client showed the one before it, so a decoder or coder that held
/// one back until the next came would wait for ever.
class GzipClientsSystemTest {
    private static final int MESSAGES = 30;
    private static final long ANSWER_TIMEOUT_S = 20;
    private static final String END = "end";
    private static final String NODE_SCRIPT = """
            const answer = await fetch(process.argv[2]);
            let text = '';
            for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
              const lines = (text + piece).split('\\n');
              text = lines.pop();
              lines.forEach(line => process.stdout.write(line + '\\n'));
            }
            """;

    private static TestServer server;
    private static PageSite site;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException {
        site = new PageSite();
        server = new TestServer("cors.origins=" + site.origin(), "warmup.enabled=false", "log.access=false");
    }

    @AfterAll
    static void stop() {
        site.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"--http1.1,/stream", "--http1.1,/sse", "--http1.0,/stream", "--http1.0,/sse"})
    void curlShowsEachEventBeforeTheNextIsMade(String version, String suffix) throws Exception {
        Path curl = TestProgram.CURL.find();
        try (CuttingProxy proxy = new CuttingProxy(server.server().address())) {
            checkProgram(
                    proxy,
                    suffix,
                    List.of(
                            curl.toString(),
                            "-q",
                            "-sSN",
                            "--noproxy",
                            "*",
                            "--compressed",
                            version,
                            url(proxy, suffix)));
            assertThat(proxy.connections().getFirst().told().contains("Transfer-Encoding: chunked"))
                    .isEqualTo(version.equals("--http1.1"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream", "/sse"})
    void nodeShowsEachEventBeforeTheNextIsMade(String suffix) throws Exception {
        Path node = TestProgram.NODE.find();
        Path script = Files.writeString(directory.resolve("client.mjs"), NODE_SCRIPT);
        try (CuttingProxy proxy = new CuttingProxy(server.server().address())) {
            checkProgram(proxy, suffix, List.of(node.toString(), script.toString(), url(proxy, suffix)));
        }
    }

    @Test
    void chromiumShowsEachEventBeforeTheNextIsMade() throws Exception {
        try (Chromium browser = new Chromium(TestProgram.CHROMIUM.find())) {
            for (String call : List.of("reportLines /stream", "reportLines /sse", "reportEvents /sse")) {
                String function = call.substring(0, call.indexOf(' '));
                String suffix = call.substring(call.indexOf(' ') + 1);
                try (CuttingProxy proxy = new CuttingProxy(server.server().address())) {
                    Chromium.Page page = browser.open(site.origin() + "/");
                    // Not waited for: it goes on as long as the stream.
                    page.evaluate("void " + function + "('" + url(proxy, suffix) + "')");
                    publishOneByOne(page.reports());
                    checkCoded(proxy);
                }
            }
        }
    }

    private static void checkProgram(CuttingProxy proxy, String suffix, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            BlockingQueue<String> shown = new LinkedBlockingQueue<>();
            Thread.ofVirtual().start(() -> show(process, shown));
            publishOneByOne(shown);
            assertThat(process.waitFor(ANSWER_TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(suffix).isZero();
            checkCoded(proxy);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void show(Process process, BlockingQueue<String> shown) {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                shown.add(line);
            }
            shown.add(END);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void publishOneByOne(BlockingQueue<String> shown) throws Exception {
        List<String> before = new ArrayList<>();
        awaitShown(shown, "\"type\":\"metadata\"", before);
        for (int i = 0; i < MESSAGES; i++) {
            // Some fit a packet many times, others fill several.
            String data = "{\"n\":" + i + ",\"text\":\"" + "h\u00f6her \u6f6e ".repeat(1 + i * i * 5) + "\"}";
            publish("{\"data\":" + data + "}");
            awaitShown(shown, "\"data\":" + data + "}", before);
        }
        try (RawHttp client = server.connect().request("DELETE", "/topics/tide", "1.1")) {
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        }
        awaitShown(shown, "\"type\":\"summary\"", before);
        awaitShown(shown, END, before);
        assertThat(before)
                .filteredOn(line -> line.contains("\"type\":\"message\""))
                .hasSize(MESSAGES);
    }

    private static void awaitShown(BlockingQueue<String> shown, String text, List<String> before) throws Exception {
        String line = "";
        while (!line.contains(text)) {
            line = shown.poll(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
            assertThat(line).as("shown before: %s", before).isNotNull();
            before.add(line);
        }
    }

    private static void publish(String message) throws IOException {
        byte[] content = message.getBytes(UTF_8);
        try (RawHttp client = server.connect()) {
            client.send("POST /topics/tide HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + content.length + "\r\n\r\n");
            client.socket().getOutputStream().write(content);
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    private static void checkCoded(CuttingProxy proxy) {
        assertThat(proxy.connections()).hasSize(1);
        assertThat(proxy.connections().getFirst().told())
                .contains("\r\nContent-Encoding: gzip\r\n")
                .doesNotContain("\"type\":\"message\"");
    }

    private static String url(CuttingProxy proxy, String suffix) {
        return proxy.url("/topics/tide" + suffix);
    }
}
