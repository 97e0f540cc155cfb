package io.riptide.server.crawl.cache;

import io.riptide.server.crawl.fetch.HeaderFields;
import java.time.Instant;

/// An answer as far as it matters for keeping it.
///
/// @param status of the answer
/// @param request fields of the request that are not the same in every request
/// @param response fields of the answer
/// @param requestedAt when the request went out
/// @param receivedAt when the answer's head was there
public record Answered(
        int status, HeaderFields request, HeaderFields response, Instant requestedAt, Instant receivedAt) {}
