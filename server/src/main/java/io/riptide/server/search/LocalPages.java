package io.riptide.server.search;

import io.riptide.server.crawl.url.DedupeKey;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.search.index.IndexHit;
import io.riptide.server.search.index.IndexQuery;
import io.riptide.server.search.index.PageIndex;
import io.riptide.server.search.provider.SearchHit;
import io.riptide.server.search.provider.SearchProvider;
import io.riptide.server.search.provider.SearchQuery;
import io.riptide.server.search.provider.SearchReply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The provider that finds what this node has crawled.
final class LocalPages implements SearchProvider {
    private static final Logger LOG = LoggerFactory.getLogger(LocalPages.class);

    private final PageIndex index;

    LocalPages(PageIndex index) {
        this.index = index;
    }

    @Override
    public String name() {
        return Providers.LOCAL;
    }

    @Override
    public SearchReply search(SearchQuery query, long deadlineNs) {
        List<IndexHit> found = index.search(new IndexQuery(query.text(), "", query.limit()));
        List<SearchHit> hits = different(found, query.limit());
        if (found.size() == query.limit() && hits.size() < query.limit()) {
            // One page at several addresses took the place of others behind it.
            found = index.search(new IndexQuery(query.text(), "", IndexQuery.HITS_MAX));
            hits = different(found, query.limit());
        }
        String trouble = hits.isEmpty() ? index.readTrouble() : "";
        return trouble.isEmpty()
                ? new SearchReply.Found(hits)
                : new SearchReply.Failed("unavailable", "the index of this node cannot be read: " + trouble, true);
    }

    /// The first `limit` of `found` that are different pages.
    private static List<SearchHit> different(List<IndexHit> found, int limit) {
        List<SearchHit> hits = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (IndexHit hit : found) {
            try {
                WebUrl url = WebUrl.parse(hit.url());
                if (hits.size() < limit && keys.add(DedupeKey.of(url))) {
                    hits.add(new SearchHit(url, hit.title(), hit.snippet(), hit.score()));
                }
            } catch (InvalidUrlException e) {
                LOG.warn("the index has {}: {}", hit.url(), e.reason());
            }
        }
        return hits;
    }

    @Override
    public Optional<String> trouble() {
        return index.trouble();
    }
}
