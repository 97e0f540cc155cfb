package io.riptide.server.crawl;

import java.util.List;

/// How a crawl uses the cache of results.
public enum CacheMode {
    /// What is there is taken, what is fetched is stored.
    READ_THROUGH(true, true),
    /// Everything is fetched and stored.
    REFRESH(false, true),
    /// The cache is left alone.
    BYPASS(false, false),
    /// Nothing is fetched.
    CACHE_ONLY(true, false);

    /// The words clients use.
    public static final List<String> NAMES = List.of("read_through", "enabled", "refresh", "bypass", "cache_only");

    private final boolean reads;
    private final boolean stores;

    CacheMode(boolean reads, boolean stores) {
        this.reads = reads;
        this.stores = stores;
    }

    /// The mode a client calls `name`, one of [#NAMES].
    static CacheMode ofName(String name) {
        return switch (name) {
            case "refresh" -> REFRESH;
            case "bypass" -> BYPASS;
            case "cache_only" -> CACHE_ONLY;
            default -> READ_THROUGH;
        };
    }

    boolean reads() {
        return reads;
    }

    boolean stores() {
        return stores;
    }
}
