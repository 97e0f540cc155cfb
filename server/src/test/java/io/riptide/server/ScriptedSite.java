package io.riptide.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A web site on a loopback socket whose every page does what a test tells it to.
///
/// A path nobody told anything about answers 404, and so does robots.txt.
final class ScriptedSite implements AutoCloseable {
    private static final int BACKLOG = 512;

    private final ServerSocket listener;
    private final boolean remembers;
    private volatile boolean isPrompt;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger deserted = new AtomicInteger();

    /// What one path does.
    @FunctionalInterface
    interface Page {
        void answer(Visit visit) throws IOException, InterruptedException;
    }

    /// One request.
    final class Visit {
        private final Socket socket;
        private final InputStream in;
        private final String head;
        private final String body;

        private Visit(Socket socket, InputStream in, String head) throws IOException {
            this.socket = socket;
            this.in = in;
            this.head = head;
            int length = header("Content-Length").map(Integer::parseInt).orElse(0);
            this.body = new String(in.readNBytes(length), UTF_8);
        }

        /// What was sent.
        String body() {
            return body;
        }

        String method() {
            return head.substring(0, head.indexOf(' '));
        }

        String target() {
            return head.split(" ", 3)[1];
        }

        String path() {
            int question = target().indexOf('?');
            return question < 0 ? target() : target().substring(0, question);
        }

        Optional<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .reduce((first, second) -> first + ", " + second);
        }

        void html(String body) throws IOException {
            answer("200 OK", "Content-Type: text/html; charset=utf-8\r\n", body);
        }

        void answer(String status, String fields, String body) throws IOException {
            send(status, fields, body.getBytes(UTF_8));
        }

        void bytes(String fields, byte[] body) throws IOException {
            send("200 OK", fields, body);
        }

        private void send(String status, String fields, byte[] content) throws IOException {
            say("HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + content.length + "\r\n\r\n");
            socket.getOutputStream().write(content);
            socket.getOutputStream().flush();
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /// Says nothing until the crawler leaves, and counts that.
        void untilDeserted() throws IOException {
            try {
                int ignored = in.read();
                assert ignored < 0 : "a crawler sends nothing before its answer";
            } catch (IOException e) {
                // A reset is a way to leave, too.
            }
            deserted.incrementAndGet();
            socket.close();
        }

        /// Closes so that the crawler gets a reset.
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    ScriptedSite() {
        this(true);
    }

    /// A site that remembers its visits only if it `remembers`: there may be very many.
    ScriptedSite(boolean remembers) {
        this(remembers, 0);
    }

    /// One at `port`.
    ScriptedSite(boolean remembers, int port) {
        this.remembers = remembers;
        try {
            listener = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        on("/robots.txt", visit -> visit.answer("404 Not Found", "", ""));
        Thread.ofVirtual().start(this::accept);
    }

    /// Sends a body as soon as its head, not when the head has arrived. For tests of very many pages in a row.
    ScriptedSite promptly() {
        isPrompt = true;
        return this;
    }

    ScriptedSite on(String path, Page page) {
        pages.put(path, page);
        return this;
    }

    /// An article that is good enough to be extracted.
    static String article(String title, String... links) {
        StringBuilder page = new StringBuilder("<!doctype html><html><head><title>" + title + "</title></head><body>")
                .append("<article><h1>" + title + "</h1>")
                .append("<p>The tide went out further than anybody had seen, and it stayed out for an hour.</p>")
                .append("<p>When it came back it was quiet, it was slow, and it took the old pier with it.</p>");
        for (String link : links) {
            page.append("<p>More of it <a href=\"").append(link).append("\">is told here</a>.</p>");
        }
        return page.append("</article></body></html>").toString();
    }

    String url(String target) {
        return "http://127.0.0.1:" + listener.getLocalPort() + target;
    }

    /// Connections that are open.
    int openCount() {
        return open.size();
    }

    int acceptedCount() {
        return accepted.get();
    }

    /// Crawlers that left without an answer.
    int desertedCount() {
        return deserted.get();
    }

    /// The requests for `path`.
    List<Visit> visits(String path) {
        return visits().stream().filter(visit -> visit.path().equals(path)).toList();
    }

    /// Requests for pages, in their order.
    List<Visit> visits() {
        return visits.stream()
                .filter(visit -> !visit.path().equals("/robots.txt"))
                .toList();
    }

    List<String> paths() {
        return visits().stream().map(Visit::path).toList();
    }

    int robotsCount() {
        return visits.size() - visits().size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(isPrompt);
                open.add(socket);
                if (listener.isClosed()) {
                    socket.close(); // whoever closed the site may have missed this one
                }
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> hold(socket));
            }
        } catch (IOException e) {
            // The listener was closed: the test is over.
        }
    }

    private void hold(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String head = head(in); !head.isEmpty() && !socket.isClosed(); head = head(in)) {
                Visit visit = new Visit(socket, in, head);
                if (remembers) {
                    visits.add(visit);
                }
                pages.getOrDefault(visit.path(), unknown -> unknown.answer("404 Not Found", "", "nothing here"))
                        .answer(visit);
                if (socket.isClosed()) {
                    return;
                }
            }
        } catch (IOException e) {
            // The crawler went first, which many tests want.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
        }
        return head.toString(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
