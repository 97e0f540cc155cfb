package io.riptide.server.crawl;

import java.time.Instant;

/// Why a result is older than it should be.
///
/// @param storedAt when its site gave the page, or last said that it has not changed
/// @param error what kept a new one from coming
record StaleUse(Instant storedAt, PageError error) {}
