package io.riptide.server.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A server that answers each request with the next line of its script, and remembers what it was asked.
final class ScriptedServer implements AutoCloseable {
    /// What is done with one request.
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /// A request as it came.
    record Asked(String method, String uri, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Answer> script = new ArrayDeque<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    ScriptedServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.createContext("/livez", exchange -> {
            exchange.getResponseHeaders().set("X-Request-ID", "r-1");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Asked> asked() {
        return asked;
    }

    ScriptedServer then(Answer answer) {
        synchronized (script) {
            script.add(answer);
        }
        return this;
    }

    /// A stream of these events that ends properly as far as HTTP goes.
    static Answer ndjson(String... events) {
        return stream("application/x-ndjson", String.join("\n", events) + "\n", false);
    }

    /// A stream that breaks off after these bytes, in the middle of a chunked body.
    static Answer cut(String type, String text) {
        return stream(type, text, true);
    }

    static Answer sse(String text) {
        return stream("text/event-stream", text, false);
    }

    static Answer plain(int status, String type, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private static Answer stream(String type, String text, boolean isCut) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (isCut) {
                // Thrown past the exchange, it drops the connection without the last chunk.
                throw new IOException("cut");
            }
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(
                new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(), body));
        Answer answer;
        synchronized (script) {
            answer = script.isEmpty() ? plain(500, "text/plain", "the script is over") : script.poll();
        }
        answer.to(exchange);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
