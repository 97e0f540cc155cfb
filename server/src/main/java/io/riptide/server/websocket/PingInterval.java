package io.riptide.server.websocket;

import io.riptide.server.config.StreamConfig;
import io.riptide.server.config.WebSocketConfig;
import java.util.concurrent.TimeUnit;

/// How often a socket is pinged: as the node says, or sooner for a client that asked for heartbeats sooner than
/// streams have them by themselves.
record PingInterval(long usualNs, long heartbeatNs) {
    static PingInterval of(WebSocketConfig socket, StreamConfig stream) {
        return new PingInterval(
                socket.pingInterval().toNanos(), stream.heartbeat().toNanos());
    }

    /// For a stream whose client wants to hear from it so often.
    long ns(int heartbeatMs) {
        long wantedNs = TimeUnit.MILLISECONDS.toNanos(heartbeatMs);
        return wantedNs < heartbeatNs ? Math.min(wantedNs, usualNs) : usualNs;
    }
}
