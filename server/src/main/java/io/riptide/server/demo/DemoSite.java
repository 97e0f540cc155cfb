package io.riptide.server.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/// A web site on a free loopback port whose pages are articles that link to each other, and which misbehaves a
/// little, as sites do. What a page does follows from its number alone, so each run is like the last:
///
/// | pages | do |
/// |---|---|
/// | 3, 13, 23, … | take their time, 50 to 400 ms |
/// | 4, 9, 14, … | come compressed, whether asked or not |
/// | 5, 20, 35, … | have moved: the address listed redirects |
/// | 7, 27, 47, … | are not there (404) |
/// | 11, 41, 71, … | fail (500) |
///
/// - **Threading:** a virtual thread a request.
/// - **Ownership:** [#close] ends it at once.
public final class DemoSite implements AutoCloseable {
    private static final Pattern ARTICLE = Pattern.compile("/articles/(\\d{1,4})");
    private static final Pattern MOVED = Pattern.compile("/moved/(\\d{1,4})");
    private static final int SLOW_MS_MIN = 50;
    private static final int SLOW_MS_MAX = 400;

    private final HttpServer server;
    private final ExecutorService threads;
    private final int pages;

    private DemoSite(HttpServer server, ExecutorService threads, int pages) {
        this.server = server;
        this.threads = threads;
        this.pages = pages;
    }

    /// A site that answers when this returns.
    ///
    /// @param pages articles there are, 1 to 1,000
    public static DemoSite start(int pages) throws IOException {
        if (pages < 1 || pages > 1_000) {
            throw new IllegalArgumentException("pages=" + pages);
        }
        // Head and body leave in two writes, and the second would wait 40 ms for the first's acknowledgement.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server = HttpServer.create(address, 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        var site = new DemoSite(server, threads, pages);
        server.setExecutor(threads);
        server.createContext("/", site::answer);
        server.start();
        return site;
    }

    /// The front page, which links to every article.
    public URI uri() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://127.0.0.1:" + address.getPort() + "/");
    }

    /// The address of each article as a list of links would have it, old addresses of moved ones among them.
    public List<URI> articles() {
        List<URI> addresses = new ArrayList<>();
        for (int page = 0; page < pages; page++) {
            addresses.add(uri().resolve(address(page)));
        }
        return addresses;
    }

    /// The delay of a page, zero for most.
    static Duration delay(int page) {
        int spread = SLOW_MS_MAX - SLOW_MS_MIN + 1;
        return page % 10 == 3 ? Duration.ofMillis(SLOW_MS_MIN + page * 37L % spread) : Duration.ZERO;
    }

    static boolean isCompressed(int page) {
        return page % 5 == 4;
    }

    static boolean isMoved(int page) {
        return page % 15 == 5;
    }

    static boolean isMissing(int page) {
        return page % 20 == 7;
    }

    static boolean isBroken(int page) {
        return page % 30 == 11;
    }

    private static String address(int page) {
        return (isMoved(page) ? "/moved/" : "/articles/") + page;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Matcher article = ARTICLE.matcher(path);
            Matcher moved = MOVED.matcher(path);
            if (path.equals("/")) {
                send(exchange, 200, "text/html; charset=utf-8", bytes(DemoArticle.frontPage(pages)));
            } else if (path.equals("/robots.txt")) {
                send(exchange, 200, "text/plain", bytes("User-agent: *\nDisallow: /private/\n"));
            } else if (article.matches()) {
                sendArticle(exchange, Integer.parseInt(article.group(1)));
            } else if (moved.matches() && isMoved(Integer.parseInt(moved.group(1)))) {
                exchange.getResponseHeaders().set("Location", "/articles/" + moved.group(1));
                send(exchange, 301, "text/plain", bytes("moved\n"));
            } else {
                sendMissing(exchange);
            }
        }
    }

    private void sendArticle(HttpExchange exchange, int page) throws IOException {
        if (page >= pages || isMissing(page)) {
            sendMissing(exchange);
            return;
        }
        if (isBroken(page)) {
            send(exchange, 500, "text/html; charset=utf-8", bytes(DemoArticle.notice("Out of order")));
            return;
        }
        await(delay(page));
        byte[] html = bytes(DemoArticle.html(page, pages));
        if (isCompressed(page)) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            html = gzip(html);
        }
        exchange.getResponseHeaders().set("ETag", "\"a" + page + "\"");
        send(exchange, 200, "text/html; charset=utf-8", html);
    }

    private static void sendMissing(HttpExchange exchange) throws IOException {
        send(exchange, 404, "text/html; charset=utf-8", bytes(DemoArticle.notice("No such page")));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, isHead ? -1 : body.length);
        if (!isHead) {
            exchange.getResponseBody().write(body);
        }
    }

    /// Being slow is the page's job, and a virtual thread's sleep costs nobody anything.
    private static void await(Duration delay) throws IOException {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while being slow", e);
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream(plain.length / 2);
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
