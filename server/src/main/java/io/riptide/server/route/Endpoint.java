package io.riptide.server.route;

import io.riptide.protocol.OnEventLoop;

/// Answers the requests of one route.
@FunctionalInterface
@OnEventLoop
public interface Endpoint {
    /// Answers `request`, now or later on its event loop; must not block.
    void handle(Request request);
}
