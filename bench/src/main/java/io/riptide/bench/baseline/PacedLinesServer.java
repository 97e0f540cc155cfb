package io.riptide.bench.baseline;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The least that can send a line each so often: what is left is the machine's timers, scheduler and loopback.
///
/// `GET /lines?count=2000&size=20000&period_ns=21333333` is answered with so many [PacedLines]; `/readyz` with
/// 200.
///
/// - **Threading:** a platform thread for each connection, which serves one request.
/// - **Ownership:** whoever starts it closes it, which ends all it serves.
public final class PacedLinesServer implements AutoCloseable {
    /// Where its lines are.
    public static final String PATH = "/lines";

    private static final int BACKLOG = 128;
    private static final String OK = "HTTP/1.1 200 OK\r\nConnection: close\r\n";

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread accepting = Thread.ofPlatform().name("accept").unstarted(this::accept);

    private PacedLinesServer(ServerSocket listener) {
        this.listener = listener;
    }

    /// Listens on `127.0.0.1`; port 0 takes a free one.
    public static PacedLinesServer start(int port) throws IOException {
        PacedLinesServer server =
                new PacedLinesServer(new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()));
        server.accepting.start();
        return server;
    }

    /// Where it listens.
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofPlatform().name("lines").start(() -> serve(socket));
            } catch (IOException e) {
                // Closed, or a connection that was gone before it was taken: its client knows.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedReader request = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            String line = request.readLine();
            for (String field = line; field != null && !field.isEmpty(); ) {
                field = request.readLine();
            }
            answer(line == null ? "" : line, socket.getOutputStream());
        } catch (IOException e) {
            // The client is gone, or the server closed.
        } finally {
            open.remove(socket);
        }
    }

    private static void answer(String requestLine, OutputStream out) throws IOException {
        String[] words = requestLine.split(" ", -1);
        String target = words.length > 1 ? words[1] : "";
        if (target.equals("/readyz")) {
            out.write((OK + "Content-Length: 0\r\n\r\n").getBytes(US_ASCII));
        } else if (target.startsWith(PATH + '?')) {
            PacedLines lines = PacedLines.of(target.substring(PATH.length() + 1));
            out.write((OK + "\r\n").getBytes(US_ASCII));
            lines.write(out);
        } else {
            out.write("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /// `--port N`, by default a free one.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        boolean hasPort = arguments.length == 2 && arguments[0].equals("--port");
        if (!hasPort && arguments.length > 0) {
            throw new IllegalArgumentException("wanted --port N");
        }
        try (PacedLinesServer server = start(hasPort ? Integer.parseInt(arguments[1]) : 0)) {
            System.out.println("listening on http://127.0.0.1:" + server.port());
            server.accepting.join();
        }
    }
}
