package io.riptide.server.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A browser without a window, with a fresh profile, that reaches loopback and nothing else.
///
/// It is driven over a pipe rather than a port: no port has to be found, nobody else can drive it, and it ends
/// by itself when the pipe does, so even a test that is killed leaves none behind.
///
/// - **Source:** Chrome DevTools Protocol; with `--remote-debugging-pipe` its messages are JSON, each followed
///   by a NUL, in on descriptor 3 and out on descriptor 4.
final class Chromium implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long ANSWER_TIMEOUT_S = 30;
    private static final long EXIT_TIMEOUT_S = 5;
    private static final String BINDING = "report";

    private final Path directory = Files.createTempDirectory("chromium");
    private final Path log = directory.resolve("stderr");
    private final Process process;
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final Map<String, BlockingQueue<String>> reports = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();

    Chromium(Path program) throws IOException {
        process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null",
                        "sh",
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-extensions",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--no-first-run",
                        "--no-proxy-server",
                        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--remote-debugging-pipe",
                        "about:blank")
                .redirectError(log.toFile())
                .start();
        Thread.ofPlatform().daemon().name("chromium-messages").start(this::readMessages);
    }

    /// Opens a page and waits until its scripts have run.
    Page open(String url) throws IOException {
        String target = ask("", "Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .stringValue();
        String session = ask("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .stringValue();
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        reports.put(session, told);
        ask(session, "Runtime.enable", Map.of());
        ask(session, "Runtime.addBinding", Map.of("name", BINDING));
        Page page = new Page(session, told);
        // A navigation leaves the document that waits for it; the new one is asked whether it is there.
        ask(session, "Page.navigate", Map.of("url", url));
        page.evaluate(
                "new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))");
        return page;
    }

    /// One page.
    final class Page {
        private final String session;
        private final BlockingQueue<String> told;

        private Page(String session, BlockingQueue<String> told) {
            this.session = session;
            this.told = told;
        }

        /// The value of an expression, or what its promise comes to.
        JsonNode evaluate(String expression) throws IOException {
            JsonNode answer = ask(
                    session,
                    "Runtime.evaluate",
                    Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
            if (answer.has("exceptionDetails")) {
                throw new AssertionError(expression + ": " + answer);
            }
            return answer.path("result").path("value");
        }

        /// What the page's scripts said by `report(text)`, in that order.
        BlockingQueue<String> reports() {
            return told;
        }
    }

    private JsonNode ask(String session, String method, Map<String, ?> parameters) throws IOException {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        send(
                session.isEmpty()
                        ? Map.of("id", id, "method", method, "params", parameters)
                        : Map.of("id", id, "method", method, "params", parameters, "sessionId", session));
        try {
            JsonNode told = answer.get(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
            if (told.has("error")) {
                throw new AssertionError(method + ": " + told);
            }
            return told.path("result");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(method, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(method + " had no answer; the browser said: " + Files.readString(log), e);
        }
    }

    private synchronized void send(Map<String, ?> message) throws IOException {
        OutputStream out = process.getOutputStream();
        out.write(JSON.writeValueAsBytes(message));
        out.write(0);
        out.flush();
    }

    private void readMessages() {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (InputStream in = process.getInputStream()) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != 0) {
                    message.write(next);
                } else {
                    take(JSON.readTree(message.toString(UTF_8)));
                    message.reset();
                }
            }
        } catch (IOException e) {
            // The browser is gone, which those who still wait are told.
        }
        answers.values().forEach(answer -> answer.completeExceptionally(new IOException("the browser has ended")));
    }

    private void take(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer =
                    answers.remove(message.path("id").intValue());
            if (answer != null) {
                answer.complete(message);
            }
        } else if (message.path("method").stringValue("").equals("Runtime.bindingCalled")) {
            BlockingQueue<String> told = reports.get(message.path("sessionId").stringValue(""));
            if (told != null) {
                told.add(message.path("params").path("payload").stringValue(""));
            }
        }
    }

    /// Ends the browser with every process of its own and forgets its profile.
    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        process.getOutputStream().close();
        CompletableFuture<?> ended =
                CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
        try {
            ended.get(EXIT_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // It would not go when asked.
        }
        all.forEach(ProcessHandle::destroyForcibly);
        ended.orTimeout(EXIT_TIMEOUT_S, TimeUnit.SECONDS).join();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
