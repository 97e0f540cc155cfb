package io.riptide.server.crawl.fetch;

import io.riptide.server.crawl.url.WebUrl;
import java.util.Optional;

/// Says whether a redirect may be followed.
///
/// - **Threading:** the fetching thread, between two requests, while it holds no place at a host; it may wait.
@FunctionalInterface
public interface RedirectCheck {
    /// Lets all be followed.
    RedirectCheck NONE = _ -> Optional.empty();

    /// What keeps the fetch from going on to `there`; empty when nothing does.
    Optional<Obstacle> obstacle(WebUrl there) throws InterruptedException;

    /// Why a redirect is not followed.
    ///
    /// @param kind the sort of fault that the fetch ends with
    /// @param reason for people
    record Obstacle(FailureKind kind, String reason) {}
}
