package io.riptide.server.config;

import java.time.Duration;

/// How events leave: what may lie in the kernel and before it, how much a client may have outstanding, when it
/// counts as gone.
public record StreamConfig(
        int notsentLowat,
        int watermarkLow,
        int watermarkHigh,
        int quantum,
        Duration userTimeout,
        Duration heartbeat,
        Duration stallTimeout,
        int eventBytesMax,
        int windowNdjson,
        int windowSse,
        int windowWebsocket,
        int windowMax,
        int windowBytes,
        PressureChoice pressure,
        boolean gzip,
        int gzipLevel) {

    /// Who decides how far windows grow and how much is dropped.
    public enum PressureChoice {
        DEFAULT,
        ADAPTIVE
    }

    static StreamConfig read(ConfigReader in) {
        return new StreamConfig(
                in.bytes(
                        "stream.notsent-lowat",
                        "16KiB",
                        "1KiB",
                        "16MiB",
                        "Unsent bytes the kernel takes of a stream before the socket is full (TCP_NOTSENT_LOWAT)."),
                in.bytes("stream.watermark-low", "8KiB", "1KiB", "16MiB", "A full channel is filled again below this."),
                in.bytes("stream.watermark-high", "32KiB", "2KiB", "16MiB", "A channel that holds more is full."),
                in.bytes(
                        "stream.quantum",
                        "64KiB",
                        "1KiB",
                        "16MiB",
                        "Bytes a stream may write before the next stream of its loop has its turn; a channel that was not full may come to hold as many."),
                in.duration(
                        "stream.user-timeout",
                        "30s",
                        "1s",
                        "1h",
                        "The kernel drops a connection whose bytes stay unacknowledged so long (TCP_USER_TIMEOUT)."),
                in.duration("stream.heartbeat", "15s", "1s", "2m", "A stream silent for this long sends a heartbeat."),
                in.duration(
                        "stream.stall-timeout",
                        "30s",
                        "1s",
                        "1h",
                        "A client that takes no byte for this long is disconnected (close code 4008)."),
                in.bytes(
                        "stream.event-bytes-max",
                        "1MiB",
                        "4KiB",
                        "64MiB",
                        "One event; a page whose document is larger is cut to fit."),
                in.integer(
                        "stream.window-ndjson",
                        256,
                        64,
                        65_536,
                        "Events outstanding at the start of an NDJSON stream."),
                in.integer("stream.window-sse", 128, 64, 65_536, "Events outstanding at the start of an SSE stream."),
                in.integer(
                        "stream.window-websocket",
                        64,
                        64,
                        65_536,
                        "Events outstanding at the start of a WebSocket stream."),
                in.integer(
                        "stream.window-max", 2_048, 64, 65_536, "Events outstanding at most, however fast the client."),
                in.bytes("stream.window-bytes", "1MiB", "4KiB", "64MiB", "Bytes of events outstanding at most."),
                in.choice(
                        "stream.pressure",
                        PressureChoice.DEFAULT,
                        "How dropping starts when nobody asked for a window: at fixed bounds, or earlier the more often."),
                in.flag(
                        "stream.gzip",
                        true,
                        "Compresses NDJSON and SSE for clients whose Accept-Encoding has gzip; no event waits for it."),
                in.integer("stream.gzip-level", 1, 1, 9, "From fastest, 1, to smallest, 9."));
    }
}
