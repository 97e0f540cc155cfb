package io.riptide.server.crawl.schedule;

import java.util.List;
import java.util.Locale;

/// Which page of a host comes next.
public enum CrawlOrder {
    /// The one found first.
    BREADTH,
    /// The one found last.
    DEPTH,
    /// The one that looks best: near the start, with a short path and a telling text.
    BEST;

    /// The words clients use.
    public static final List<String> NAMES = List.of("breadth", "depth", "best");

    /// The order a client calls `name`, one of [#NAMES].
    public static CrawlOrder ofName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
