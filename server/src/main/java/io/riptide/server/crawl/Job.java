package io.riptide.server.crawl;

/// What a worker may be given to do.
sealed interface Job permits Target, Comeback {}
