package io.riptide.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The least of a client that can ask this server for streams: it knows where an answer ends, and nothing of
/// what is in it.
///
/// - **Threading:** one thread; another may [#close].
/// - **Failure:** [IOException] when time is up or the server went away.
final class WarmupClient implements AutoCloseable {
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] PROBLEM_END = "}".getBytes(US_ASCII);

    private static final String UPGRADE = String.join(
            "\r\n",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");

    private static final String JSON = "Content-Type: application/json\r\n";

    /// A close frame from the server, with or without a status.
    private static final byte CLOSE = (byte) 0x88;

    private final InetSocketAddress address;
    private final long deadlineNs;
    private final byte[] buffer = new byte[64 * 1024];
    private volatile boolean isClosed;
    private volatile @Nullable Socket open;
    private final Socket kept;

    /// Connects to `address`, and gives up at `deadlineNs`.
    WarmupClient(InetSocketAddress address, long deadlineNs) throws IOException {
        this.address = address;
        this.deadlineNs = deadlineNs;
        this.kept = connect();
    }

    /// Reads the whole of one stream, on the connection that is kept.
    void stream(String target) throws IOException {
        send(kept, "GET " + target, "", "");
        readUntil(kept, LAST_CHUNK);
    }

    /// Hands over work and reads the whole of its stream, on the connection that is kept.
    ///
    /// @param body JSON in ASCII
    void work(String target, String body) throws IOException {
        send(kept, "POST " + target, JSON + "Content-Length: " + body.length() + "\r\n", body);
        readUntil(kept, LAST_CHUNK);
    }

    /// Reads the answer to a bad request, on the connection that is kept.
    void problem(String target) throws IOException {
        send(kept, "GET " + target, "", "");
        readUntil(kept, PROBLEM_END);
    }

    /// Hands over work that is refused, and reads why, on the connection that is kept.
    ///
    /// @param body JSON in ASCII
    void refusedWork(String target, String body) throws IOException {
        send(kept, "POST " + target, JSON + "Content-Length: " + body.length() + "\r\n", body);
        readUntil(kept, PROBLEM_END);
    }

    /// Reads the whole of one WebSocket, on a connection of its own.
    void socket(String target) throws IOException {
        try (Socket socket = connect()) {
            open = socket;
            send(socket, "GET " + target, UPGRADE, "");
            readUntilClose(socket);
        } finally {
            open = null;
        }
    }

    @Override
    public void close() {
        isClosed = true;
        closeQuietly(kept);
        Socket other = open;
        if (other != null) {
            closeQuietly(other);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(address, leftMs());
        return socket;
    }

    private static void send(Socket socket, String what, String fields, String body) throws IOException {
        String request = what + " HTTP/1.1\r\nHost: warmup\r\n" + fields + "\r\n" + body;
        socket.getOutputStream().write(request.getBytes(US_ASCII));
    }

    private void readUntil(Socket socket, byte[] end) throws IOException {
        InputStream in = socket.getInputStream();
        int held = read(socket, in, 0);
        while (!endsWith(held, end)) {
            int tail = Math.min(held, end.length);
            System.arraycopy(buffer, held - tail, buffer, 0, tail);
            held = tail + read(socket, in, tail);
        }
    }

    /// The server sends its close frame last, and nothing behind it.
    private void readUntilClose(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        int held;
        do {
            held = read(socket, in, 0);
        } while (!(held >= 4 && buffer[held - 4] == CLOSE) && !(held >= 2 && buffer[held - 2] == CLOSE));
    }

    private int read(Socket socket, InputStream in, int at) throws IOException {
        socket.setSoTimeout(leftMs());
        int count = in.read(buffer, at, buffer.length - at);
        if (count < 0) {
            throw new IOException("connection closed");
        }
        return count;
    }

    private boolean endsWith(int held, byte[] end) {
        return held >= end.length && Arrays.equals(buffer, held - end.length, held, end, 0, end.length);
    }

    private int leftMs() throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        if (left <= 0 || isClosed) {
            throw new SocketTimeoutException("time is up");
        }
        return (int) left;
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
