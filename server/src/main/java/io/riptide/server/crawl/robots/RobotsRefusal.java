package io.riptide.server.crawl.robots;

import io.riptide.server.crawl.fetch.FetchFailure;
import java.util.Optional;

/// Why a page may not be got.
///
/// @param reason in words
/// @param isSilence whether the site has forbidden nothing: its robots.txt could not be had since it is down
/// @param proxyFault by which the proxy kept robots.txt from being had; nothing where the site has spoken, or its
///     silence is its own
public record RobotsRefusal(String reason, boolean isSilence, Optional<FetchFailure> proxyFault) {}
