package io.riptide.server.stream;

import io.riptide.protocol.ndjson.NdjsonFraming;
import io.riptide.protocol.sse.SseFraming;
import io.riptide.protocol.stream.Framing;
import io.riptide.server.config.StreamConfig;
import java.util.Locale;

/// The ways a stream can travel in the content of an HTTP answer, and the one that is a WebSocket.
public enum StreamTransport {
    /// Lines of JSON.
    NDJSON("application/x-ndjson"),
    /// Server-sent events.
    SSE("text/event-stream"),
    /// WebSocket text messages.
    WEBSOCKET("");

    private final String contentType;

    StreamTransport(String contentType) {
        this.contentType = contentType;
    }

    /// Media type of the answer.
    public String contentType() {
        return contentType;
    }

    /// How events are framed; a WebSocket has a framing for each stream.
    public Framing framing() {
        return switch (this) {
            case NDJSON -> NdjsonFraming.INSTANCE;
            case SSE -> new SseFraming();
            case WEBSOCKET -> throw new IllegalStateException("each WebSocket stream has its own framing");
        };
    }

    /// Events that may be outstanding at the start.
    public int window(StreamConfig config) {
        return switch (this) {
            case NDJSON -> config.windowNdjson();
            case SSE -> config.windowSse();
            case WEBSOCKET -> config.windowWebsocket();
        };
    }

    /// The word for it in figures.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
