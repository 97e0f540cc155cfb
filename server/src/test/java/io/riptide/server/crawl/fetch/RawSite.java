package io.riptide.server.crawl.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A web site on a plain socket that says, byte by byte, what a test tells it to.
final class RawSite implements AutoCloseable {
    private final ServerSocket listener;
    private final Conversation conversation;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final Queue<String> heads = new ConcurrentLinkedQueue<>();
    private final CountDownLatch clientLeft = new CountDownLatch(1);

    /// What happens on one connection. It is closed when this returns.
    @FunctionalInterface
    interface Conversation {
        void hold(Visitor visitor) throws IOException, InterruptedException;
    }

    /// One connection, from the site's side.
    final class Visitor {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final int index;

        private Visitor(Socket socket, int index) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
            this.index = index;
        }

        /// Which connection of this site it is, from 0.
        int index() {
            return index;
        }

        /// The next request's head; empty when the client has gone.
        String request() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    clientLeft.countDown();
                    return "";
                }
                head.write(next);
            }
            requests.incrementAndGet();
            heads.add(head.toString(ISO_8859_1));
            return head.toString(ISO_8859_1);
        }

        /// So many bytes, whatever they are.
        byte[] read(int length) throws IOException {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                clientLeft.countDown();
                throw new EOFException();
            }
            return bytes;
        }

        /// Passes bytes on in both directions, until either side has had enough.
        void relay(InetAddress host, int port) throws IOException {
            try (Socket other = new Socket(host, port)) {
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        other.getInputStream().transferTo(out);
                    } catch (IOException e) {
                        clientLeft.countDown(); // the client went first
                    }
                });
                in.transferTo(other.getOutputStream());
            }
        }

        void say(String text) throws IOException {
            say(text.getBytes(ISO_8859_1));
        }

        void say(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /// A whole answer with `Content-Length`.
        void answer(String statusAndFields, byte[] body) throws IOException {
            say("HTTP/1.1 " + statusAndFields + "\r\nContent-Length: " + body.length + "\r\n\r\n");
            say(body);
        }

        void answer(String statusAndFields, String body) throws IOException {
            answer(statusAndFields, body.getBytes(ISO_8859_1));
        }

        /// Reads until the client closes its side.
        void untilGone() throws IOException {
            try {
                while (in.read() >= 0) {
                    Thread.onSpinWait();
                }
            } finally {
                clientLeft.countDown();
            }
        }

        /// Closes so that the client gets a reset.
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    RawSite(ServerSocket listener, Conversation conversation) {
        this.listener = listener;
        this.conversation = conversation;
        Thread.ofVirtual().start(this::accept);
    }

    static RawSite holding(Conversation conversation) {
        return at(0, conversation);
    }

    static RawSite at(int port, Conversation conversation) {
        try {
            return new RawSite(new ServerSocket(port, 512, InetAddress.getLoopbackAddress()), conversation);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Answers every request on every connection the same way.
    static RawSite answering(String statusAndFields, byte[] body) {
        return holding(visitor -> {
            while (!visitor.request().isEmpty()) {
                visitor.answer(statusAndFields, body);
            }
        });
    }

    static RawSite answering(String statusAndFields, String body) {
        return answering(statusAndFields, body.getBytes(ISO_8859_1));
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                if (listener.isClosed()) {
                    socket.close(); // whoever closed the site may have missed this one
                }
                int index = accepted.getAndIncrement();
                Thread.ofVirtual().start(() -> hold(socket, index));
            }
        } catch (IOException e) {
            // The listener was closed: the test is over.
        }
    }

    private void hold(Socket socket, int index) {
        try (socket) {
            conversation.hold(new Visitor(socket, index));
        } catch (IOException e) {
            clientLeft.countDown(); // the client went first, which many tests want
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    WebUrl url(String pathAndQuery) {
        return url("http://127.0.0.1:", pathAndQuery);
    }

    /// `schemeAndHost` ends with the colon before the port.
    WebUrl url(String schemeAndHost, String pathAndQuery) {
        try {
            return WebUrl.parse(schemeAndHost + port() + pathAndQuery);
        } catch (InvalidUrlException e) {
            throw new AssertionError(e);
        }
    }

    int acceptedCount() {
        return accepted.get();
    }

    int requestCount() {
        return requests.get();
    }

    List<String> heads() {
        return List.copyOf(heads);
    }

    CountDownLatch clientLeft() {
        return clientLeft;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
