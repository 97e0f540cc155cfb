package io.riptide.bench.run;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Answers streams of one tick at once, but for one time when it answers nobody for a while.
final class StallingServer implements AutoCloseable {
    private static final String BODY = """
            {"type":"metadata","id":"a-0"}
            {"type":"tick","id":"a-1","seq":0,"ts":1}
            {"type":"summary","id":"a-2"}
            """;
    private static final byte[] ANSWER = ("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
                    + BODY.length() + "\r\n\r\n" + BODY)
            .getBytes(US_ASCII);

    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int stallAt;
    private final long stallMs;
    private int answered;

    /// @param stallAt the request, by number, at which it stalls
    StallingServer(int stallAt, long stallMs) throws IOException {
        this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        this.stallAt = stallAt;
        this.stallMs = stallMs;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    pass();
                    socket.getOutputStream().write(ANSWER);
                }
            }
        } catch (IOException _) {
            // The client is gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// One after the other, so that one that is held up holds up all.
    private synchronized void pass() throws InterruptedException {
        if (++answered == stallAt) {
            boolean _ = closed.await(stallMs, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
