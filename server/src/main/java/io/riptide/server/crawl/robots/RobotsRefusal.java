package io.riptide.server.crawl.robots;

import io.riptide.server.crawl.fetch.FetchFailure;
import java.util.Optional;

/// Why a page may not be got.
///
/// @param reason in words
/// @param isSilence whether the site has forbidden nothing: its robots.txt could not be had
/// @param fault by which it could not; nothing where the site has answered, or sent us where we could not follow
public record RobotsRefusal(String reason, boolean isSilence, Optional<FetchFailure> fault) {
    /// The site has spoken.
    static RobotsRefusal forbidden(String reason) {
        return new RobotsRefusal(reason, false, Optional.empty());
    }

    /// It has not.
    static RobotsRefusal missed(String reason, Optional<FetchFailure> fault) {
        return new RobotsRefusal(reason, true, fault);
    }

    /// Whether nobody was there to ask for now.
    public boolean isOutage() {
        return isSilence && fault.map(FetchFailure::isOutage).orElse(true);
    }
}
