package io.riptide.server.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// A web site with the page that the browser runs, and with articles to crawl, each of which waits for leave.
final class PageSite implements AutoCloseable {
    /// Follows streams by `EventSource`, and reads others by `fetch`.
    private static final String PAGE = """
            <!doctype html><title>streams</title><script>
            const TYPES = ['metadata', 'result', 'tick', 'progress', 'message', 'gap', 'resumed', 'summary', 'error'];
            const streams = {};
            function follow(name, url, onEvent = () => {}) {
              const source = new EventSource(url);
              const told = streams[name] = {events: [], opens: 0, source};
              const note = event => {
                if (event instanceof MessageEvent) {
                  told.events.push(event.type + ' ' + event.lastEventId);
                  onEvent(event);
                }
              };
              TYPES.forEach(type => source.addEventListener(type, note));
              source.onopen = () => told.opens++;
            }
            function told(name) {
              const {events, opens, source} = streams[name];
              return {events, opens, state: source.readyState};
            }
            function reportEvents(url) {
              follow('reported', url, event => {
                report(event.data);
                if (event.type === 'summary') {
                  streams.reported.source.close();
                  report('end');
                }
              });
            }
            async function reportLines(url) {
              const answer = await fetch(url);
              const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
              let text = '';
              for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
                const lines = (text + piece.value).split('\\n');
                text = lines.pop();
                lines.forEach(line => report(line));
              }
              report('end');
            }
            </script>
            """;

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore leave = new Semaphore(0);
    private final Queue<String> visited = new ConcurrentLinkedQueue<>();

    PageSite() throws IOException {
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, PAGE));
        server.createContext("/article/", this::article);
        server.start();
    }

    /// The page's origin, as a browser names it.
    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Lets so many more articles go.
    void release(int count) {
        leave.release(count);
    }

    /// Paths of articles that were asked for, in that order.
    Queue<String> visited() {
        return visited;
    }

    private void article(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        visited.add(path);
        leave.acquireUninterruptibly();
        answer(
                exchange,
                "<!doctype html><title>" + path + "</title><article><h1>" + path
                        + "</h1><p>The tide went out further than anybody had seen, and it stayed out for an hour.</p>"
                        + "<p>When it came back it was quiet, it was slow, and it took the old pier with it.</p></article>");
    }

    private static void answer(HttpExchange exchange, String page) throws IOException {
        byte[] content = page.getBytes(UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    @Override
    public void close() {
        leave.release(Integer.MAX_VALUE / 2);
        server.stop(0);
        threads.shutdownNow();
    }
}
