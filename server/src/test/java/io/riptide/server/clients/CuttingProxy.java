package io.riptide.server.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Stands between a client and the server, keeps what they say, and cuts the client off where a test wants it.
///
/// Cuts are dealt out to connections in the order of their first requests, since a browser may open some that
/// it never uses.
final class CuttingProxy implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("(?m)^[A-Z]+ \\S+ HTTP/1\\.[01]$");

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger cutCount = new AtomicInteger();
    private final InetSocketAddress server;
    private final List<Cut> cuts;

    /// Where a connection ends.
    ///
    /// @param length bytes of the answer that come at least
    /// @param behind the first time that the answer then holds this text, and right behind it
    /// @param isReset whether the client gets a reset instead of an end
    record Cut(int length, String behind, boolean isReset) {
        static Cut reset(String behind) {
            return new Cut(0, behind, true);
        }

        static Cut end(String behind) {
            return new Cut(0, behind, false);
        }

        static Cut reset(int length) {
            return new Cut(length, "", true);
        }

        /// Where it is in what was told so far; -1 if it is yet to come.
        int in(String told) {
            int at = told.length() < length ? -1 : told.indexOf(behind, length);
            return at < 0 ? -1 : at + behind.length();
        }
    }

    /// What was said over one connection.
    static final class Connection {
        private final ByteArrayOutputStream asked = new ByteArrayOutputStream();
        private final ByteArrayOutputStream told = new ByteArrayOutputStream();

        /// What the client sent, a character a byte.
        String asked() {
            return asked.toString(ISO_8859_1);
        }

        /// What it got, a character a byte.
        String told() {
            return told.toString(ISO_8859_1);
        }

        private long requestCount() {
            return REQUEST.matcher(asked()).results().count();
        }
    }

    CuttingProxy(InetSocketAddress server, Cut... cuts) throws IOException {
        this.server = server;
        this.cuts = List.of(cuts);
        Thread.ofVirtual().start(this::accept);
    }

    /// The address to give to the client.
    String url(String target) {
        return "http://127.0.0.1:" + listener.getLocalPort() + target;
    }

    /// Connections that were used, in that order.
    List<Connection> connections() {
        return connections;
    }

    /// Cuts made so far.
    int cutCount() {
        return cutCount.get();
    }

    /// Requests of all connections.
    long requestCount() {
        return connections.stream().mapToLong(Connection::requestCount).sum();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> hold(client));
            }
        } catch (IOException e) {
            // The listener was closed: the test is over.
        }
    }

    private void hold(Socket client) {
        try (client;
                Socket upstream = new Socket()) {
            int first = client.getInputStream().read();
            if (first < 0) {
                return;
            }
            upstream.connect(server);
            open.add(upstream);
            Connection connection = new Connection();
            int index;
            synchronized (connections) {
                index = connections.size();
                connections.add(connection);
            }
            upstream.getOutputStream().write(first);
            connection.asked.write(first);
            Thread.ofVirtual().start(() -> ask(client, upstream, connection));
            tell(upstream, client, connection, index);
        } catch (IOException e) {
            // Whoever went first ends it for both.
        } finally {
            open.remove(client);
        }
    }

    private static void ask(Socket client, Socket upstream, Connection connection) {
        byte[] piece = new byte[4096];
        try {
            InputStream in = client.getInputStream();
            OutputStream out = upstream.getOutputStream();
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                connection.asked.write(piece, 0, count);
                out.write(piece, 0, count);
            }
            upstream.shutdownOutput();
        } catch (IOException e) {
            // Closed by the other direction.
        }
    }

    private void tell(Socket upstream, Socket client, Connection connection, int index) throws IOException {
        byte[] piece = new byte[4096];
        InputStream in = upstream.getInputStream();
        OutputStream out = client.getOutputStream();
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            int before = connection.told.size();
            connection.told.write(piece, 0, count);
            int end = index < cuts.size() ? cuts.get(index).in(connection.told()) : -1;
            out.write(piece, 0, end < 0 ? count : end - before);
            if (end >= 0) {
                if (cuts.get(index).isReset) {
                    client.setSoLinger(true, 0);
                }
                client.close();
                cutCount.incrementAndGet();
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
