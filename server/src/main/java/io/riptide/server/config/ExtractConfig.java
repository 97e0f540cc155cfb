package io.riptide.server.config;

/// Extraction of pages that clients send themselves.
public record ExtractConfig(int bodyBytesMax) {

    static ExtractConfig read(ConfigReader in) {
        return new ExtractConfig(in.bytes(
                "extract.body-bytes-max", "10MiB", "1KiB", "1GiB", "A page sent to `/extract`; larger is 413."));
    }
}
