package io.riptide.server.crawl.fetch;

/// One header field as it came or shall go.
public record HeaderField(String name, String value) {}
