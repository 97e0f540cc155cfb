package io.riptide.server.config;

import java.time.Duration;

/// What a WebSocket may send, carry and cost.
public record WebSocketConfig(
        int messageBytesMax,
        int echoMessageBytesMax,
        long inboundBytesMax,
        int streamsMax,
        Duration pingInterval,
        Duration pongTimeout,
        Duration closeTimeout,
        boolean deflate,
        int deflateBytesMin) {

    static WebSocketConfig read(ConfigReader in) {
        return new WebSocketConfig(
                in.bytes(
                        "websocket.message-bytes-max",
                        "1MiB",
                        "1KiB",
                        "1GiB",
                        "A message from a client; larger closes with 1009."),
                in.bytes("websocket.echo-message-bytes-max", "16MiB", "1KiB", "1GiB", "A message to `/bench/echo`."),
                in.bytesLong(
                        "websocket.inbound-bytes-max",
                        "256MiB",
                        "1MiB",
                        "64GiB",
                        "Unfinished messages of all clients together; the one that passes it closes with 1008."),
                in.integer("websocket.streams-max", 64, 1, 65_536, "Streams one socket carries at once."),
                in.duration(
                        "websocket.ping-interval",
                        "15s",
                        "1s",
                        "1h",
                        "A socket is pinged so often, or sooner for a client whose heartbeat_ms is below stream.heartbeat."),
                in.duration(
                        "websocket.pong-timeout",
                        "10s",
                        "100ms",
                        "1h",
                        "A ping unanswered for this long closes with 1001."),
                in.duration(
                        "websocket.close-timeout",
                        "5s",
                        "100ms",
                        "1m",
                        "How long the client's own close frame is waited for."),
                in.flag("websocket.deflate", true, "Offers permessage-deflate."),
                in.bytes(
                        "websocket.deflate-bytes-min",
                        "256B",
                        "0B",
                        "1MiB",
                        "Smaller messages are sent uncompressed."));
    }
}
