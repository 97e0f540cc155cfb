package io.riptide.server.crawl.fetch.proxy;

/// Whose fault it is that a page did not come.
public enum Culprit {
    /// The site's, or nobody else's: whatever happened on the way to it that no proxy has to answer for.
    SITE,
    /// The proxy's own: it cannot be had, does not let us in, or makes no sense. Says nothing about the site.
    PROXY,
    /// The proxy got no further and does not say for whose sake, or by a rule of its own. Says nothing about
    /// either: else whoever asks for sites that are down would shut out the proxy, or the other way round.
    UNKNOWN
}
