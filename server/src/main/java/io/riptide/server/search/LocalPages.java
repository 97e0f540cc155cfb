package io.riptide.server.search;

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
import java.util.List;
import java.util.Optional;
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
        List<SearchHit> hits = new ArrayList<>();
        for (IndexHit hit : index.search(new IndexQuery(query.text(), "", query.limit()))) {
            try {
                hits.add(new SearchHit(WebUrl.parse(hit.url()), hit.title(), hit.snippet(), hit.score()));
            } catch (InvalidUrlException e) {
                LOG.warn("the index has {}: {}", hit.url(), e.reason());
            }
        }
        return new SearchReply.Found(hits);
    }

    @Override
    public Optional<String> trouble() {
        return index.trouble();
    }
}
