package io.riptide.server.config;

import java.time.Duration;

/// What a request may weigh and how long it may take to arrive.
public record HttpConfig(
        int requestLineBytesMax,
        int headBytesMax,
        int fieldsMax,
        int bodyBytesMax,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration idleTimeout) {

    static HttpConfig read(ConfigReader in) {
        return new HttpConfig(
                in.bytes("http.request-line-bytes-max", "8KiB", "256B", "1MiB", "Request line; longer is 414."),
                in.bytes("http.head-bytes-max", "16KiB", "512B", "1MiB", "Whole request head; larger is 431."),
                in.integer("http.fields-max", 100, 8, 10_000, "Fields of a request head; more is 431."),
                in.bytes("http.body-bytes-max", "10MiB", "1KiB", "1GiB", "Request body; larger is 413."),
                in.duration(
                        "http.head-timeout",
                        "10s",
                        "100ms",
                        "10m",
                        "From a head's first byte to its last; slower is 408."),
                in.duration(
                        "http.body-timeout",
                        "30s",
                        "100ms",
                        "1h",
                        "From the head to the body's last byte; slower is 408."),
                in.duration(
                        "http.idle-timeout",
                        "75s",
                        "100ms",
                        "24h",
                        "A connection without a request is closed after this."));
    }
}
