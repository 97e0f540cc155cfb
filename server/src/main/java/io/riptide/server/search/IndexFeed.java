package io.riptide.server.search;

import io.riptide.server.crawl.PageListener;
import io.riptide.server.search.index.IndexedPage;
import io.riptide.server.search.index.PageIndex;
import java.time.Instant;

/// Makes pages that are crawled findable, and no longer those that are gone.
///
/// - **Threading:** any thread, and never waits.
record IndexFeed(PageIndex index) implements PageListener {
    @Override
    public void read(String url, String title, String text, String language) {
        index.add(new IndexedPage(url, title, text, language, Instant.now()));
    }

    @Override
    public void kept(String url, String title, String text, String language, Instant fetchedAt) {
        index.add(new IndexedPage(url, title, text, language, fetchedAt).unlessKnown());
    }

    @Override
    public void gone(String url) {
        index.remove(url);
    }
}
