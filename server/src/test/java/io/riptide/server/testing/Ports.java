package io.riptide.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.awaitility.Awaitility;

/// Ports of loopback.
public final class Ports {
    private static final Duration START_MAX = Duration.ofSeconds(20);

    private Ports() {}

    /// One that nobody listens on now.
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until somebody listens on `port`.
    public static void awaitListener(int port) {
        Awaitility.await().atMost(START_MAX).until(() -> isListening(port));
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }
}
