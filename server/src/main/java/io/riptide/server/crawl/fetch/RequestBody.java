package io.riptide.server.crawl.fetch;

/// What a request sends.
///
/// - **Ownership:** handed over; nobody writes to the bytes any more.
///
/// @param contentType of the bytes
@SuppressWarnings("ArrayRecordComponent") // sent once
public record RequestBody(String contentType, byte[] bytes) {}
