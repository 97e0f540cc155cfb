package io.riptide.server.crawl.fetch;

import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// A port whose queue of connections nobody takes is full, so that the kernel drops further attempts without a
/// word.
final class FullBacklog implements AutoCloseable {
    private static final int FILLERS_MAX = 16;
    private static final int FILL_TIMEOUT_MS = 100;

    private final ServerSocket listener;
    private final List<Socket> fillers = new ArrayList<>();

    FullBacklog() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        boolean isFull = false;
        while (!isFull && fillers.size() < FILLERS_MAX) {
            Socket filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()),
                        FILL_TIMEOUT_MS);
            } catch (SocketTimeoutException e) {
                isFull = true;
            }
        }
    }

    WebUrl url() {
        try {
            return WebUrl.parse("http://127.0.0.1:" + listener.getLocalPort() + "/");
        } catch (InvalidUrlException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket filler : fillers) {
            filler.close();
        }
        listener.close();
    }
}
